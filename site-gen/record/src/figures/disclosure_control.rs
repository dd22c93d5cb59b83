//! Which counts are not told: one or two letters or grades would speak of one or two people, and so would
//! whatever gives them away by subtraction from a total that is shown. Deliberately absent: counting, and
//! totals, which are always told.

use super::{Figures, Part, SMALLEST_SHOWN};

fn is_small(count: u32) -> bool {
    (1..SMALLEST_SHOWN).contains(&count)
}

/// What is wrong with the counts of a column whose total is shown.
pub(super) fn fault(counts: impl Iterator<Item = Option<u32>>) -> Option<String> {
    let counts: Vec<Option<u32>> = counts.collect();
    if counts.iter().flatten().any(|count| is_small(*count)) {
        return Some(format!("有小于 {SMALLEST_SHOWN} 的数，不能公开"));
    }
    let hidden = counts.iter().filter(|count| count.is_none()).count();
    (hidden == 1).then(|| "只藏了一个数，由总数减得出来".to_owned())
}

/// Hides what must not be told. A table of one part, which says what the total says, goes when it would hide
/// something.
pub(super) fn hide_small_counts(figures: &mut Figures) {
    let total = &mut figures.total;
    (total.rated, total.satisfied) = (Some(total.rated()), Some(total.satisfied()));
    for grades in [0..3, 3..5] {
        hide(total.grades[grades].iter_mut().map(|count| (0, count)).collect());
    }
    for parts in [&mut figures.months, &mut figures.kinds, &mut figures.channels, &mut figures.offices] {
        hide_in_table(parts);
    }
}

fn hide_in_table(parts: &mut Vec<Part>) {
    if let [part] = parts.as_slice()
        && part.counts().iter().any(|(_, count)| count.is_none_or(is_small))
    {
        parts.clear();
    }
    let received: Vec<u32> = parts.iter().map(|part| part.received.unwrap_or(0)).collect();
    for column in 0..Part::default().counts().len() {
        let counts = parts.iter_mut().zip(&received);
        let counts =
            counts.filter_map(|(part, size)| Some((*size, part.counts_mut().into_iter().nth(column)?)));
        hide(counts.collect());
    }
}

/// Hides small counts of a column, each with the size of its part. One hidden count alone, or several ones,
/// would follow from the sum: then the next smallest is hidden as well, and where all others are nothing,
/// that of the largest part.
fn hide(mut counts: Vec<(u32, &mut Option<u32>)>) {
    counts.sort_by_key(|(size, count)| match **count {
        // What is hidden already counts as hidden.
        None => (0, 0),
        Some(0) => (u32::MAX, u32::MAX - size),
        Some(count) => (count, 0),
    });
    let (mut hidden, mut sum) = (0, 0);
    for (_, count) in counts {
        let Some(shown) = *count else {
            (hidden, sum) = (hidden + 1, sum + SMALLEST_SHOWN);
            continue;
        };
        let gives_away = hidden == 1 || hidden > 1 && sum <= hidden && shown > 0;
        if gives_away || is_small(shown) {
            (hidden, sum) = (hidden + 1, sum + shown);
            *count = None;
        }
    }
}

/// Grades in the file: a number, or a star where it is hidden (a list of TOML has no gaps).
pub(super) mod stars {
    use serde::de::Error as _;
    use serde::{Deserialize, Deserializer, Serialize as _, Serializer};

    #[derive(serde::Deserialize, serde::Serialize)]
    #[serde(untagged)]
    enum Grade {
        Shown(u32),
        Star(String),
    }

    const STAR: &str = "*";

    pub(crate) fn serialize<S: Serializer>(
        grades: &[Option<u32>; 5],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        grades
            .map(|grade| grade.map_or_else(|| Grade::Star(STAR.to_owned()), Grade::Shown))
            .serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<[Option<u32>; 5], D::Error> {
        let mut grades = [None; 5];
        for (own, grade) in grades.iter_mut().zip(<[Grade; 5]>::deserialize(deserializer)?) {
            *own = match grade {
                Grade::Shown(count) => Some(count),
                Grade::Star(star) if star == STAR => None,
                Grade::Star(_) => return Err(D::Error::custom("应当是数，不公开的写 \"*\"")),
            };
        }
        Ok(grades)
    }
}
