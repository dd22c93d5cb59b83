//! Which public texts may answer a letter at once: those that share its rarer pairs of characters. Chinese needs no
//! dictionary for that. Deliberately absent: meaning. Few and good: where nothing is near, nothing is offered.

use std::collections::{HashMap, HashSet};

/// Two characters that stand side by side.
type Pair = [char; 2];

/// Of a long text only the beginning is compared: it says what it is about.
const MOST_CHARACTERS: usize = 1_500;

/// What stands in a title counts as much as this many times in the text.
const TITLE_COUNTS: f32 = 2.0;

/// At least so many different pairs must be shared: with fewer, a turn of phrase is enough. One that stands in both
/// titles counts twice.
const LEAST_SHARED: usize = 4;

/// At least this part of the letter's weight must be shared. Tried on three thousand letters of a large city: below a
/// fifth, what two letters share is mostly the name of a place.
const LEAST_PART: f32 = 0.2;

/// Characters that stand in every letter, whatever it is about: a pair with one of them says nothing.
const SAYS_NOTHING: &str = "的了是我你他她它们有在不这那就都也还要和与及请问想您吗呢啊吧会能可以什么怎为何哪谁多少很好个\
    一二三四五六七八九十上下里到去来把被对从向给让又再已经没无说看做谢您年月日时候现前后后者自己因所但如果而或其";

/// Texts that letters are compared with, by their pairs.
#[derive(Debug, Default)]
pub struct Shelf {
    /// In which texts a pair stands, and whether in the title.
    places: HashMap<Pair, Vec<(usize, bool)>>,
    texts: usize,
}

/// What a letter and a text share.
#[derive(Default)]
struct Shared {
    weight: f32,
    pairs: usize,
    /// Some of it stands in the text's title: the text is about it and does not only mention it.
    in_title: bool,
}

impl Shelf {
    /// From titles and texts.
    pub fn new<'a>(texts: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut shelf = Self::default();
        for (at, (title, text)) in texts.into_iter().enumerate() {
            let title = pairs(title);
            for pair in pairs(text).difference(&title) {
                shelf.places.entry(*pair).or_default().push((at, false));
            }
            for pair in title {
                shelf.places.entry(pair).or_default().push((at, true));
            }
            shelf.texts = at + 1;
        }
        shelf
    }

    /// The texts that are near a letter, nearest first, at most so many: places in the order of [`Shelf::new`].
    #[must_use]
    pub fn near(&self, title: &str, text: &str, most: usize) -> Vec<usize> {
        let title = pairs(title);
        let mut whole = 0.0;
        let mut shared: HashMap<usize, Shared> = HashMap::new();
        for pair in pairs(text).union(&title) {
            let places = self.places.get(pair).map_or(&[][..], Vec::as_slice);
            let is_asked = title.contains(pair);
            let weight = self.rarity(places.len()) * if is_asked { TITLE_COUNTS } else { 1.0 };
            whole += weight;
            for (at, in_title) in places {
                let found = shared.entry(*at).or_default();
                found.weight += weight * if *in_title { TITLE_COUNTS } else { 1.0 };
                found.pairs += 1 + usize::from(*in_title && is_asked);
                found.in_title |= in_title;
            }
        }
        let mut near: Vec<(usize, f32)> = shared
            .into_iter()
            .filter(|(_, found)| found.in_title && found.pairs >= LEAST_SHARED)
            .map(|(at, found)| (at, found.weight / whole))
            .filter(|(_, part)| *part >= LEAST_PART)
            .collect();
        near.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        near.into_iter().take(most).map(|(at, _)| at).collect()
    }

    /// Nought for a pair that stands in every text, more the fewer hold it.
    #[expect(clippy::cast_precision_loss, reason = "there are no 16 million texts in a township")]
    fn rarity(&self, texts: usize) -> f32 {
        ((self.texts as f32 + 1.0) / (texts as f32 + 0.5)).ln().max(0.0)
    }
}

fn pairs(text: &str) -> HashSet<Pair> {
    let mut found = HashSet::new();
    let mut before: Option<char> = None;
    for c in text.chars().take(MOST_CHARACTERS) {
        let says = (c.is_alphabetic() && !SAYS_NOTHING.contains(c)).then_some(c);
        if let (Some(a), Some(b)) = (before, says) {
            found.insert([a, b]);
        }
        before = says;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXTS: [(&str, &str); 5] = [
        ("秸秆还田补助怎么领", "秸秆粉碎还田的农户可以申报补助，每亩五十元，十一月底以前交到村里。"),
        ("高龄津贴从几岁开始", "满八十周岁的老人可以领高龄津贴，带身份证到便民服务中心办理。"),
        ("路灯不亮找哪个部门", "路灯由村镇建设办公室管护，线路老化的当天修复，坏了请打电话。"),
        ("城乡居民医保缴费", "医保缴费到十二月底截止，手机上也可以缴，老人可以请村里代办。"),
        ("农村班车几点发车", "班车每天六班，早上六点半从镇上发车，赶集的日子加两班。"),
    ];

    #[test]
    fn a_letter_finds_the_text_that_is_about_the_same() {
        let shelf = Shelf::new(TEXTS);
        let near = |title, text| shelf.near(title, text, 3);
        assert_eq!(near("秸秆补助", "今年秸秆还田的补助什么时候申报，交到村里还是镇上？"), [0]);
        assert_eq!(near("村口路灯坏了", "村口的路灯坏了半个月，线路老化，请派人修复。"), [2]);
        assert_eq!(near("老人高龄津贴", "我父亲满八十周岁，高龄津贴在哪里办理？"), [1]);
    }

    #[test]
    fn nothing_is_offered_where_nothing_is_near() {
        let shelf = Shelf::new(TEXTS);
        let letter = "隔壁养猪场的臭味很大，夏天不敢开窗，请问可以怎么办，谢谢您。";
        assert_eq!(shelf.near("养猪场臭味", letter, 3), [0_usize; 0]);
        assert_eq!(shelf.near("您好", "请问您好，我想说一下，谢谢。", 3), [0_usize; 0]);
        assert_eq!(Shelf::default().near("秸秆", "秸秆还田补助", 3), [0_usize; 0]);
    }

    #[test]
    fn the_nearest_comes_first_and_no_more_than_asked_for() {
        let many = [TEXTS[0], TEXTS[0], TEXTS[0], TEXTS[0], TEXTS[1]];
        let shelf = Shelf::new(many);
        assert_eq!(shelf.near("秸秆还田补助", "秸秆粉碎还田的补助申报", 2), [0, 1]);
    }
}
