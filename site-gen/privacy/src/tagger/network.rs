//! The network: characters in, a score for each tag of each character out.
//!
//! An embedding, two layers of gated recurrent units that read the window forwards and backwards, and a
//! projection. The weights are a data file (`data/tagger.bin`, made by `data/make_tagger.py`, which describes
//! it).
//!
//! Everything is a product of rows, in lanes that any processor adds side by side; what the first layer makes
//! of a character depends on the character alone and is kept.
//!
//! Deliberately absent: what the scores mean ([`super::decode`]).

use std::sync::OnceLock;

/// Units of one direction of a layer.
const HIDDEN: usize = 128;
/// Both directions side by side.
const BOTH: usize = 2 * HIDDEN;
/// The three gates of a unit: update, reset, new.
const GATES: usize = 3 * HIDDEN;
/// Numbers that are added side by side.
const LANES: usize = 16;
/// Width of a row of the embedding.
const WIDTH: usize = 128;

/// The trained network.
pub(super) struct Network {
    codes: Vec<u32>,
    rows: Vec<u16>,
    embedding: Matrix<WIDTH>,
    /// For each row of the embedding, what the first layer makes of it, once it was asked for.
    inputs: Vec<OnceLock<Box<[f32]>>>,
    first: [Layer<WIDTH>; 2],
    second: [Layer<BOTH>; 2],
    projection: Matrix<BOTH>,
    projection_bias: Vec<f32>,
    /// From each tag to each tag.
    pub(super) transitions: Vec<f32>,
    /// The names of the tags.
    pub(super) tags: Vec<String>,
}

/// One direction of a layer whose input has `N` numbers.
struct Layer<const N: usize> {
    input: Matrix<N>,
    input_bias: Vec<f32>,
    state: Matrix<HIDDEN>,
    state_bias: Vec<f32>,
}

/// A matrix of rows of `N` numbers.
struct Matrix<const N: usize>(Vec<[f32; N]>);

impl<const N: usize> Matrix<N> {
    /// The product with `column`, and `bias` added, into `out`.
    #[inline]
    fn times(&self, column: &[f32; N], bias: &[f32], out: &mut [f32]) {
        for ((row, bias), out) in self.0.iter().zip(bias).zip(out) {
            let mut lanes = [0.0_f32; LANES];
            for (a, b) in row.chunks_exact(LANES).zip(column.chunks_exact(LANES)) {
                for lane in 0..LANES {
                    lanes[lane] += a[lane] * b[lane];
                }
            }
            *out = bias + lanes.iter().sum::<f32>();
        }
    }
}

impl Network {
    /// Reads the data file; nothing when it is not one.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let mut file = Reader(bytes.strip_prefix(b"LXTAGGER")?);
        let [version, characters, rows, width, hidden, tags] = [(); 6].map(|()| file.number());
        let (characters, rows, tags) = (characters?, rows?, tags?);
        if (version?, width?, hidden?) != (1, WIDTH, HIDDEN) {
            return None;
        }
        let codes = file.take(characters * 4)?.chunks_exact(4);
        let codes = codes.map(|c| u32::from_le_bytes([c[0], c[1], c[2], c[3]])).collect();
        let row_of = file.take(characters * 2)?.chunks_exact(2);
        let row_of = row_of.map(|c| u16::from_le_bytes([c[0], c[1]])).collect();
        let embedding = file.matrix(rows)?;
        Some(Self {
            codes,
            rows: row_of,
            embedding,
            inputs: (0..rows).map(|_| OnceLock::new()).collect(),
            first: [file.layer()?, file.layer()?],
            second: [file.layer()?, file.layer()?],
            projection: file.matrix(tags)?,
            projection_bias: file.numbers(tags)?,
            transitions: file.numbers(tags * tags)?,
            tags: std::str::from_utf8(file.0).ok()?.lines().map(str::to_owned).collect(),
        })
        .filter(|network| network.tags.len() == tags)
    }

    /// The scores of all tags, one character after another.
    pub(super) fn scores(&self, chars: &[char]) -> Vec<f32> {
        let rows: Vec<usize> = chars.iter().map(|&c| self.row(c)).collect();
        let mut first = vec![[0.0; BOTH]; chars.len()];
        for (way, layer) in self.first.iter().enumerate() {
            layer.run(way, &mut first, |at| &self.input(rows[at])[way * GATES..(way + 1) * GATES]);
        }
        let mut second = vec![[0.0; BOTH]; chars.len()];
        let mut inputs = vec![0.0; chars.len() * GATES];
        for (way, layer) in self.second.iter().enumerate() {
            for (inputs, first) in inputs.chunks_exact_mut(GATES).zip(&first) {
                layer.input.times(first, &layer.input_bias, inputs);
            }
            layer.run(way, &mut second, |at| &inputs[at * GATES..(at + 1) * GATES]);
        }
        let tags = self.tags.len();
        let mut scores = vec![0.0; chars.len() * tags];
        for (scores, second) in scores.chunks_exact_mut(tags).zip(&second) {
            self.projection.times(second, &self.projection_bias, scores);
        }
        scores
    }

    /// The number of a tag; of an unknown one, that of the first.
    pub(super) fn tag(&self, name: &str) -> usize {
        self.tags.iter().position(|tag| tag == name).unwrap_or(0)
    }

    /// The row of a character in the embedding; unknown ones share the last.
    fn row(&self, c: char) -> usize {
        let known = self.codes.binary_search(&u32::from(c)).ok().map(|at| usize::from(self.rows[at]));
        known.unwrap_or(self.embedding.0.len() - 1)
    }

    /// What the first layer's gates get from a character, for both directions.
    fn input(&self, row: usize) -> &[f32] {
        self.inputs[row].get_or_init(|| {
            let mut gates = vec![0.0; 2 * GATES];
            for (layer, gates) in self.first.iter().zip(gates.chunks_exact_mut(GATES)) {
                layer.input.times(&self.embedding.0[row], &layer.input_bias, gates);
            }
            gates.into_boxed_slice()
        })
    }
}

impl<const N: usize> Layer<N> {
    /// Runs the units over the window, forwards (`way` 0) or backwards (1), and writes their states to that
    /// half of `out`.
    fn run<'a>(&self, way: usize, out: &mut [[f32; BOTH]], input: impl Fn(usize) -> &'a [f32]) {
        let mut state = [0.0_f32; HIDDEN];
        let mut gates = [0.0_f32; GATES];
        let length = out.len();
        for step in 0..length {
            let at = if way == 0 { step } else { length - 1 - step };
            self.state.times(&state, &self.state_bias, &mut gates);
            advance(&gates, input(at), &mut state);
            out[at][way * HIDDEN..(way + 1) * HIDDEN].copy_from_slice(&state);
        }
    }
}

/// One step of the units: the gates' parts from the state and from the input make the next state.
#[inline]
fn advance(gates: &[f32; GATES], input: &[f32], state: &mut [f32; HIDDEN]) {
    let (update, rest) = gates.split_at(HIDDEN);
    let (reset, new) = rest.split_at(HIDDEN);
    let (input_update, rest) = input.split_at(HIDDEN);
    let (input_reset, input_new) = rest.split_at(HIDDEN);
    for i in 0..HIDDEN {
        let update = sigmoid(update[i] + input_update[i]);
        let reset = sigmoid(reset[i] + input_reset[i]);
        let new = tanh(input_new[i] + reset * new[i]);
        state[i] = new + update * (state[i] - new);
    }
}

#[inline]
fn sigmoid(x: f32) -> f32 {
    0.5 + 0.5 * tanh(0.5 * x)
}

/// The hyperbolic tangent as a fraction of two polynomials. The standard one is a call for each number; half
/// of the time would go there.
#[inline]
fn tanh(x: f32) -> f32 {
    const ABOVE: [f32; 7] = [
        4.893_524_6e-3,
        6.372_619e-4,
        1.485_722_4e-5,
        5.122_297e-8,
        -8.604_672e-11,
        2.000_188e-13,
        -2.760_768_4e-16,
    ];
    const BELOW: [f32; 4] = [4.893_525_3e-3, 2.268_434_6e-3, 1.185_347_1e-4, 1.198_258_4e-6];
    let x = x.clamp(-9.0, 9.0);
    let square = x * x;
    let above = ABOVE.iter().rev().fold(0.0, |sum, part| sum * square + part);
    let below = BELOW.iter().rev().fold(0.0, |sum, part| sum * square + part);
    x * above / below
}

/// The rest of a data file.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (part, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(part)
    }

    fn number(&mut self) -> Option<usize> {
        let bytes = self.take(4)?.try_into().ok()?;
        usize::try_from(u32::from_le_bytes(bytes)).ok()
    }

    fn numbers(&mut self, count: usize) -> Option<Vec<f32>> {
        Some(self.take(count * 2)?.chunks_exact(2).map(|c| half(u16::from_le_bytes([c[0], c[1]]))).collect())
    }

    fn matrix<const N: usize>(&mut self, rows: usize) -> Option<Matrix<N>> {
        Some(Matrix(self.numbers(rows * N)?.as_chunks::<N>().0.to_vec()))
    }

    fn layer<const N: usize>(&mut self) -> Option<Layer<N>> {
        let (input, state) = (self.matrix(GATES)?, self.matrix(GATES)?);
        let (input_bias, state_bias) = (self.numbers(GATES)?, self.numbers(GATES)?);
        Some(Layer { input, input_bias, state, state_bias })
    }
}

/// A number of half precision.
fn half(bits: u16) -> f32 {
    let (exponent, fraction) = (i32::from(bits >> 10 & 31), f32::from(bits & 1023));
    let size = match exponent {
        0 => fraction * 2.0_f32.powi(-24),
        31 => f32::INFINITY,
        _ => (1024.0 + fraction) * 2.0_f32.powi(exponent - 25),
    };
    if bits >> 15 == 0 { size } else { -size }
}

#[cfg(test)]
mod tests {
    use super::{half, tanh};

    #[test]
    fn half_precision_is_read() {
        for (bits, number) in
            [(0x3c00, 1.0), (0xc000, -2.0), (0x3555, 0.333_251_95), (0x0001, 5.960_464_5e-8), (0x8000, 0.0)]
        {
            assert_eq!(half(bits), number);
        }
    }

    #[test]
    fn the_fraction_is_as_good_as_the_tangent() {
        for step in -2000_i16..=2000 {
            let x = f32::from(step) / 100.0;
            assert!((tanh(x) - x.tanh()).abs() < 1e-5, "{x}: {} {}", tanh(x), x.tanh());
        }
    }
}
