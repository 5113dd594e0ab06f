;; Inner products of 8-bit passage tokens with 16-bit question tokens, all pairs. Needs 128-bit SIMD.
;; Source of token-products.wasm.ts, which tools/wasm/generate.ts writes.
(module
  (memory (export "memory") 1)

  ;; rows:   rowCount x dims bytes, signed
  ;; tokens: tokenCount x dims 16-bit numbers, signed
  ;; out:    rowCount x tokenCount 32-bit numbers, signed
  ;; dims is a multiple of 16; both counts are at least 1.
  (func (export "products")
    (param $rows i32) (param $rowCount i32) (param $tokens i32) (param $tokenCount i32) (param $dims i32) (param $out i32)
    (local $rowsEnd i32) (local $rowEnd i32) (local $row i32) (local $token i32) (local $left i32)
    (local $even v128) (local $odd v128) (local $bytes v128)
    (local.set $rowsEnd (i32.add (local.get $rows) (i32.mul (local.get $rowCount) (local.get $dims))))
    (loop $eachRow
      (local.set $rowEnd (i32.add (local.get $rows) (local.get $dims)))
      (local.set $token (local.get $tokens))
      (local.set $left (local.get $tokenCount))
      (loop $eachToken
        (local.set $row (local.get $rows))
        (local.set $even (v128.const i32x4 0 0 0 0))
        (local.set $odd (v128.const i32x4 0 0 0 0))
        (loop $eachStep
          (local.set $bytes (v128.load (local.get $row)))
          (local.set $even
            (i32x4.add
              (local.get $even)
              (i32x4.dot_i16x8_s (i16x8.extend_low_i8x16_s (local.get $bytes)) (v128.load (local.get $token)))))
          (local.set $odd
            (i32x4.add
              (local.get $odd)
              (i32x4.dot_i16x8_s
                (i16x8.extend_high_i8x16_s (local.get $bytes))
                (v128.load offset=16 (local.get $token)))))
          (local.set $token (i32.add (local.get $token) (i32.const 32)))
          (local.set $row (i32.add (local.get $row) (i32.const 16)))
          (br_if $eachStep (i32.lt_u (local.get $row) (local.get $rowEnd))))
        (local.set $even (i32x4.add (local.get $even) (local.get $odd)))
        (i32.store
          (local.get $out)
          (i32.add
            (i32.add (i32x4.extract_lane 0 (local.get $even)) (i32x4.extract_lane 1 (local.get $even)))
            (i32.add (i32x4.extract_lane 2 (local.get $even)) (i32x4.extract_lane 3 (local.get $even)))))
        (local.set $out (i32.add (local.get $out) (i32.const 4)))
        (local.set $left (i32.sub (local.get $left) (i32.const 1)))
        (br_if $eachToken (local.get $left)))
      (local.set $rows (local.get $rowEnd))
      (br_if $eachRow (i32.lt_u (local.get $rows) (local.get $rowsEnd))))))
