/**
 * What happens between `unshare` and the program. The shell is the first process of the new PID namespace; every step
 * replaces it, so that the program itself is that process and its end is the end of everything it started.
 *
 * Arguments: new root (an empty folder), folder of the program, uid to become ('' in a user namespace, where there is no
 * other), folders of the interpreter separated by ':', then the limits as options of prlimit, `--`, and the command.
 *
 * The new root is a small file system in memory with the libraries, the interpreter and the program, all read-only, and
 * an empty /tmp. There is no /etc, /proc, /home nor any program to call but the interpreter.
 */
export const sandboxScript = `
umask 022
root=$1; work=$2; uid=$3; interpreter=$4; shift 4
mount --make-rprivate /
mount -t tmpfs -o size=16m,mode=755,nosuid,nodev sandbox "$root"
show() {
  if [ -d "$1" ]; then mkdir -p "$root$2"; else mkdir -p "$root\${2%/*}"; : > "$root$2"; fi
  mount --bind "$1" "$root$2"
  mount -o remount,bind,ro,nosuid"$3" "$root$2"
}
for folder in /lib /lib64 /usr/lib /usr/lib64; do
  if [ -L "$folder" ]; then mkdir -p "$root\${folder%/*}"; ln -s "$(readlink "$folder")" "$root$folder"
  elif [ -d "$folder" ]; then show "$folder" "$folder" ,nodev; fi
done
for tool in setpriv prlimit; do show "$(command -v "$tool")" "/sandbox/$tool" ,nodev; done
IFS=:
for folder in $interpreter; do show "$folder" "$folder" ,nodev; done
unset IFS
for device in null zero urandom; do show "/dev/$device" "/dev/$device" ''; done
show "$work" /sandbox/program ,nodev
mkdir "$root/tmp"; chmod 1777 "$root/tmp"
mount -o remount,bind,ro,nosuid,nodev "$root"
mount -t tmpfs -o size=8m,mode=1777,nosuid,nodev,noexec scratch "$root/tmp"
drop='--pdeathsig KILL --no-new-privs --bounding-set=-all --inh-caps=-all'
if [ -n "$uid" ]; then drop="--reuid=$uid --regid=$uid --clear-groups $drop"; fi
limits=
while [ "$1" != -- ]; do limits="$limits $1"; shift; done
shift
exec chroot "$root" /sandbox/setpriv $drop /sandbox/prlimit $limits "$@"
`;
