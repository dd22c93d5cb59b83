//! Drawings of figures: where each bar and word stands, in whole units. The table beside a drawing has every
//! number. Deliberately absent: colours and fonts (the theme's).

use record::{Figures, Part};

use crate::view::{ChartBar, ChartRule, ChartView, ChartWord, FigureLabel};

/// Room for the numbers at the left.
const LEFT: u32 = 34;
/// Height of the months' bars.
const TALL: u32 = 150;
/// Room above the highest bar.
const TOP: u32 = 10;
/// Room for a month: two bars and the blank between months.
const MONTH: u32 = 27;
/// Height of a kind's line.
const LINE: u32 = 26;
/// Room for the kinds' names.
const NAMES: u32 = 40;
/// Width of the longest kind's bar.
const LONG: u32 = 260;

fn text(text: impl ToString) -> FigureLabel {
    FigureLabel { key: String::new(), text: text.to_string() }
}

/// A round number that is not smaller, for the top of the scale.
fn round_up(most: u32) -> u32 {
    let step = 10_u32.pow(most.max(1).ilog10());
    [1, 2, 5, 10].into_iter().map(|times| times * step).find(|round| *round >= most).unwrap_or(most)
}

/// Letters and answers by month.
pub(super) fn months(figures: &Figures) -> ChartView {
    let counts = |part: &Part| [("received", part.received), ("answered", part.answered)];
    let most = figures.months.iter().flat_map(counts).filter_map(|(_, count)| count).max().unwrap_or(0);
    let scale = round_up(most).max(4);
    let foot = TOP + TALL;
    let mut chart = ChartView {
        key: "months",
        width: LEFT + MONTH * 12,
        height: foot + 20,
        rules: Vec::new(),
        bars: Vec::new(),
        words: Vec::new(),
    };
    // Half of the scale only where it is a whole number.
    for half in (0..=2).filter(|half| (half * scale).is_multiple_of(2)) {
        let y = foot - TALL * half / 2;
        chart.rules.push(ChartRule { x: LEFT, y });
        let label = text(scale * half / 2);
        chart.words.push(ChartWord { x: LEFT - 5, y: y + 4, anchor: "end", label });
    }
    for (part, at) in figures.months.iter().zip(0..) {
        let x = LEFT + MONTH * at;
        for ((of, count), nth) in counts(part).into_iter().zip(0..) {
            let x = x + 4 + 10 * nth;
            match count {
                Some(count) => {
                    let height = (TALL * count).div_ceil(scale);
                    chart.bars.push(ChartBar { of, x, y: foot - height, width: 9, height });
                }
                None => {
                    chart.words.push(ChartWord { x: x + 4, y: foot - 2, anchor: "middle", label: text("*") })
                }
            }
        }
        chart.words.push(ChartWord { x: x + 13, y: foot + 15, anchor: "middle", label: text(at + 1) });
    }
    chart
}

/// Letters by kind.
pub(super) fn kinds(figures: &Figures) -> ChartView {
    let most = figures.kinds.iter().filter_map(|part| part.received).max().unwrap_or(0).max(1);
    let lines = u32::try_from(figures.kinds.len()).unwrap_or(0);
    let mut chart = ChartView {
        key: "kinds",
        width: NAMES + LONG + 40,
        height: LINE * lines.max(1),
        rules: Vec::new(),
        bars: Vec::new(),
        words: Vec::new(),
    };
    for (part, at) in figures.kinds.iter().zip(0..) {
        let y = LINE * at;
        let name = FigureLabel { key: format!("kind-{}", part.id), text: String::new() };
        chart.words.push(ChartWord { x: 0, y: y + 17, anchor: "start", label: name });
        let width = LONG * part.received.unwrap_or(0) / most;
        let bar = ChartBar { of: "received", x: NAMES, y: y + 4, width, height: 17 };
        chart.bars.extend((width > 0).then_some(bar));
        let label = part.received.map_or_else(|| text("*"), text);
        chart.words.push(ChartWord { x: NAMES + width + 6, y: y + 17, anchor: "start", label });
    }
    chart
}

#[cfg(test)]
mod tests {
    use super::round_up;

    #[test]
    fn the_scale_ends_at_a_round_number() {
        assert_eq!([0, 1, 3, 7, 12, 48, 51, 100, 101].map(round_up), [1, 1, 5, 10, 20, 50, 100, 100, 200]);
    }
}
