//! Products of bytes, for each kind of processor. All of them give the same sums.

use pulp::Arch;

use super::codes::{Columns, LANES, Quad, ROWS};

/// How bytes are multiplied.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kernel {
    /// By instructions for just that.
    #[cfg(target_arch = "x86_64")]
    Bytes(bytes::Token),
    /// By pairs of sixteen bits.
    #[cfg(target_arch = "x86_64")]
    Pairs(pulp::x86::V3),
    /// As the compiler sees fit.
    Plain(Arch),
}

impl Kernel {
    /// The quickest that this processor knows.
    pub(super) fn best() -> Self {
        Self::all()[0]
    }

    /// All that this processor knows, the quickest first.
    pub(super) fn all() -> Vec<Self> {
        #[cfg(target_arch = "x86_64")]
        let wide = [bytes::Token::new().map(Self::Bytes), pulp::x86::V3::try_new().map(Self::Pairs)];
        #[cfg(not(target_arch = "x86_64"))]
        let wide: [Option<Self>; 0] = [];
        wide.into_iter().flatten().chain([Self::Plain(Arch::new())]).collect()
    }

    /// `starts + rows . columns` of eight rows, quad by quad, and of two panels, one after the other. A row's sums go to
    /// `out`, `stride` panels after those of the row before.
    #[inline]
    pub(super) fn multiply(
        self,
        rows: &[[Quad; ROWS]],
        starts: &[i32; ROWS],
        columns: &[Columns],
        out: &mut [[i32; LANES]],
        stride: usize,
    ) {
        let (left, right) = columns.split_at(rows.len());
        assert_eq!(left.len(), right.len(), "two panels");
        let places = |panel: usize| (0..ROWS).map(move |row| row * stride + panel);
        match self {
            #[cfg(target_arch = "x86_64")]
            Self::Bytes(token) => token.multiply(rows, starts, [left, right], out, stride),
            #[cfg(target_arch = "x86_64")]
            Self::Pairs(simd) => {
                for (panel, columns) in [left, right].into_iter().enumerate() {
                    let sums = pairs::multiply(simd, rows, starts, columns);
                    places(panel).zip(sums).for_each(|(place, sums)| out[place] = sums);
                }
            }
            Self::Plain(arch) => {
                for (panel, columns) in [left, right].into_iter().enumerate() {
                    let sums = arch.dispatch(|| plain(rows, starts, columns));
                    places(panel).zip(sums).for_each(|(place, sums)| out[place] = sums);
                }
            }
        }
    }
}

#[inline(always)]
fn plain(rows: &[[Quad; ROWS]], starts: &[i32; ROWS], columns: &[Columns]) -> [[i32; LANES]; ROWS] {
    let mut sums = starts.map(|start| [start; LANES]);
    for (quads, columns) in rows.iter().zip(columns) {
        for (sums, quad) in sums.iter_mut().zip(quads) {
            for (sum, column) in sums.iter_mut().zip(&columns.0) {
                *sum += quad.iter().zip(column).map(|(&a, &b)| i32::from(a) * i32::from(b)).sum::<i32>();
            }
        }
    }
    sums
}

/// Four products of bytes and their sum in one instruction, in every lane (AVX-512 VNNI).
#[cfg(target_arch = "x86_64")]
mod bytes {
    use std::arch::x86_64::{__m512i, _mm512_dpbusd_epi32, _mm512_load_si512, _mm512_set1_epi32, _mm512_storeu_si512};

    use super::super::codes::{Columns, LANES, PAIR, Quad, ROWS};

    /// Proof that the processor knows the instructions.
    #[derive(Debug, Clone, Copy)]
    pub(in super::super) struct Token(());

    impl Token {
        pub(super) fn new() -> Option<Self> {
            (is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512vnni")).then_some(Self(()))
        }

        #[inline]
        #[expect(unsafe_code, reason = "the token says that the processor knows the instructions")]
        pub(super) fn multiply(
            self,
            rows: &[[Quad; ROWS]],
            starts: &[i32; ROWS],
            panels: [&[Columns]; PAIR],
            out: &mut [[i32; LANES]],
            stride: usize,
        ) {
            // SAFETY: a token exists only where both features were found.
            unsafe { multiply(rows, starts, panels, out, stride) }
        }
    }

    #[target_feature(enable = "avx512f,avx512vnni")]
    fn multiply(
        rows: &[[Quad; ROWS]],
        starts: &[i32; ROWS],
        [left, right]: [&[Columns]; PAIR],
        out: &mut [[i32; LANES]],
        stride: usize,
    ) {
        let mut sums = starts.map(|start| [_mm512_set1_epi32(start); PAIR]);
        for ((quads, left), right) in rows.iter().zip(left).zip(right) {
            let (left, right) = (loaded(left), loaded(right));
            for (sums, quad) in sums.iter_mut().zip(quads) {
                let quad = _mm512_set1_epi32(i32::from_ne_bytes(quad.map(i8::cast_unsigned)));
                sums[0] = _mm512_dpbusd_epi32(sums[0], left, quad);
                sums[1] = _mm512_dpbusd_epi32(sums[1], right, quad);
            }
        }
        for (row, sums) in sums.into_iter().enumerate() {
            sums.into_iter().enumerate().for_each(|(panel, sums)| store(sums, &mut out[row * stride + panel]));
        }
    }

    #[inline]
    #[target_feature(enable = "avx512f")]
    #[expect(unsafe_code, reason = "a load is unsafe by nature")]
    fn loaded(columns: &Columns) -> __m512i {
        // SAFETY: 64 bytes, aligned to 64.
        unsafe { _mm512_load_si512(std::ptr::from_ref(columns).cast()) }
    }

    #[inline]
    #[target_feature(enable = "avx512f")]
    #[expect(unsafe_code, reason = "a store is unsafe by nature")]
    fn store(sums: __m512i, out: &mut [i32; LANES]) {
        // SAFETY: 64 bytes, however aligned.
        unsafe { _mm512_storeu_si512(out.as_mut_ptr().cast(), sums) };
    }
}

/// Products of sixteen bits, summed in pairs (AVX2).
#[cfg(target_arch = "x86_64")]
mod pairs {
    use std::arch::x86_64::__m256i;

    use pulp::x86::V3;

    use super::super::codes::{Columns, LANES, Quad, ROWS};

    /// Rows whose sums fit the registers.
    const FEW: usize = 2;
    /// Columns whose four codes, in sixteen bits each, fill a register.
    const FOUR: usize = 4;

    pub(super) fn multiply(
        simd: V3,
        rows: &[[Quad; ROWS]],
        starts: &[i32; ROWS],
        columns: &[Columns],
    ) -> [[i32; LANES]; ROWS] {
        let mut sums = starts.map(|start| [start; LANES]);
        for first in (0..ROWS).step_by(FEW) {
            let found = simd.vectorize(Few { simd, rows, columns, first });
            for (sums, found) in sums[first..].iter_mut().zip(found) {
                sums.iter_mut().zip(found).for_each(|(sum, found)| *sum += found);
            }
        }
        sums
    }

    struct Few<'a> {
        simd: V3,
        rows: &'a [[Quad; ROWS]],
        columns: &'a [Columns],
        first: usize,
    }

    impl pulp::NullaryFnOnce for Few<'_> {
        type Output = [[i32; LANES]; FEW];

        #[inline(always)]
        fn call(self) -> Self::Output {
            let Self { simd, rows, columns, first } = self;
            let (avx, avx2) = (simd.avx, simd.avx2);
            let mut sums: [[__m256i; LANES / FOUR]; FEW] = [[avx._mm256_setzero_si256(); LANES / FOUR]; FEW];
            for (quads, columns) in rows.iter().zip(columns) {
                let quads: [__m256i; FEW] = std::array::from_fn(|row| {
                    let quad = i32::from_ne_bytes(quads[first + row].map(i8::cast_unsigned));
                    avx2._mm256_cvtepi8_epi16(simd.sse2._mm_set1_epi32(quad))
                });
                let fours: &[[[u8; 4]; FOUR]] = columns.0.as_chunks().0;
                for (at, four) in fours.iter().enumerate() {
                    let four: [u8; 16] = std::array::from_fn(|at| four[at / 4][at % 4]);
                    let four = avx2._mm256_cvtepu8_epi16(pulp::cast(four));
                    for (sums, quad) in sums.iter_mut().zip(quads) {
                        sums[at] = avx2._mm256_add_epi32(sums[at], avx2._mm256_madd_epi16(four, quad));
                    }
                }
            }
            sums.map(|sums| {
                // Two sums for each column: of its first and of its last two codes.
                let halves: [[i32; 8]; LANES / FOUR] = sums.map(pulp::cast);
                std::array::from_fn(|lane| {
                    let (register, at) = (lane / FOUR, 2 * (lane % FOUR));
                    halves[register][at] + halves[register][at + 1]
                })
            })
        }
    }
}
