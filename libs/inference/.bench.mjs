import { Worker } from 'node:worker_threads';
import { InferenceEngine, ModelRegistry, TextTokenizer } from './dist/index.js';
const key=process.argv[2]??'bge-small-zh-v1.5-int8'; const dir='/tmp/inf/files/'+key;
const logger={info(){},error:console.log,fatal:console.log,warn:console.log,debug(){}};
const store={ensure:async k=>({model:`/tmp/inf/files/${k}/model.onnx`,tokenizer:`/tmp/inf/files/${k}/tokenizer.json`})};
const registry=ModelRegistry.load({});
let seed=7;const rnd=()=>(seed=(seed*1103515245+12345)&0x7fffffff)/0x7fffffff;
const chars='员工申请账号需要部门主管审批通常在两个工作日内完成食堂开放时间中午十二点年假天数报销金额';
const words='employees may apply for leave the vpn account requires approval within two working days'.split(' ');
const N=400; const texts=Array.from({length:N},(_,i)=>{const n=10+Math.floor(500*rnd()**2);return key.includes('-zh-')?Array.from({length:n},()=>chars[Math.floor(rnd()*chars.length)]).join(''):Array.from({length:n},()=>words[Math.floor(rnd()*words.length)]).join(' ')});
const tk=new TextTokenizer(dir+'/tokenizer.json',registry.local(key)); const encs=texts.map(t=>[...tk.encode(t).ids]); const tokens=encs.reduce((a,e)=>a+e.length,0);
console.log('texts',N,'tokens',tokens);
async function ceiling(batchesOf,threads){ const ws=Array.from({length:threads},()=>new Worker(new URL('./.ceil.worker.mjs',import.meta.url),{workerData:{path:dir+'/model.onnx'}}));
 const parts=Array.from({length:threads},()=>[]); const load=Array(threads).fill(0); for(const b of batchesOf().sort((x,y)=>y.length*y[0].length-x.length*x[0].length)){const k=load.indexOf(Math.min(...load));parts[k].push(b);load[k]+=b.length*Math.max(...b.map(r=>r.length))}
 await Promise.all(ws.map((w,i)=>new Promise(r=>{w.once('message',r);w.postMessage(parts[i])}))); const a=performance.now(); await Promise.all(ws.map(w=>new Promise(r=>{w.once('message',r);w.postMessage('go')}))); const ms=performance.now()-a; await Promise.all(ws.map(w=>w.terminate())); return N/ms*1000;}
const sorted=()=>[...encs].sort((a,b)=>a.length-b.length);
const pack=(budget,max)=>()=>{const out=[];let cur=[];for(const e of sorted()){if(cur.length&&(e.length*(cur.length+1)>budget||cur.length>=max)){out.push(cur);cur=[]}cur.push(e)}if(cur.length)out.push(cur);return out};
const fixed=n=>()=>{const out=[];const s=sorted();for(let i=0;i<s.length;i+=n)out.push(s.slice(i,i+n));return out};
const best={};
const cases={'1 alone x2':[fixed(1),2],'batch 4 x2':[fixed(4),2],'batch 16 x2':[fixed(16),2],'budget 512 x2':[pack(512,64),2],'budget 1024 x2':[pack(1024,64),2]};
const e=await InferenceEngine.start({store,registry,logger,threads:2}); await e.load(key);
const bulk=()=>e.embed({model:key,role:'plain',priority:'bulk',items:texts.map(text=>({text}))});
await bulk();
for(let r=0;r<3;r++){ for(const [n,[f,t]] of Object.entries(cases)) best[n]=Math.max(best[n]??0,await ceiling(f,t)); const a=performance.now(); await bulk(); best.engine=Math.max(best.engine??0,N/(performance.now()-a)*1000); }
for(const [n,v] of Object.entries(best)) console.log(n.padEnd(16),v.toFixed(1),'texts/s');
const m=e.metrics().models[0]; console.log('padding',(m.paddedTokens/m.tokens).toFixed(3),'mean batch',(m.batchTexts.sum/m.batchTexts.count).toFixed(1));
const q=key.includes('-zh-')?'怎么申请账号需要几天':'how do i apply for a vpn account now';
const live=async n=>{const o=[];for(let i=0;i<n;i++){const a=performance.now();await e.embed({model:key,role:'plain',priority:'live',items:[{text:q}]});o.push(performance.now()-a);await new Promise(r=>setTimeout(r,5+Math.random()*10))}o.sort((a,b)=>a-b);return{p50:o[n>>1],p95:o[Math.floor(n*.95)],max:o[n-1]}};
await live(50); const f=x=>`p50 ${x.p50.toFixed(2)} p95 ${x.p95.toFixed(2)} max ${x.max.toFixed(1)}`;
console.log('live idle    ',f(await live(300)));
let stop=false,done=0;const t0=performance.now(); const loop=(async()=>{while(!stop){await bulk();done+=N}})(); const under=await live(300); stop=true; await loop;
console.log('live under bulk',f(under),'bulk meanwhile',(done/(performance.now()-t0)*1000).toFixed(1),'texts/s');
const c=async(conc,total)=>{let k=0;const a=performance.now();await Promise.all(Array.from({length:conc},async()=>{while(k++<total)await e.embed({model:key,role:'plain',priority:'live',items:[{text:q.repeat(1)+(k%12?'吗'.repeat(k%12):'')}]})}));return total/(performance.now()-a)*1000};
console.log('64 concurrent singles',(await c(64,1500)).toFixed(0),'/s; 1 at a time',(await c(1,300)).toFixed(0),'/s');
console.log('rss',(process.memoryUsage().rss/1e6)|0);
await e.close();
