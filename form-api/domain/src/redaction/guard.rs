//! The re-identification guard: a text without a name can still point to a person when it says enough else. Each risk
//! that is found has to be written out of the text, or accepted with a reason that the approver reads.
//!
//! Source of the signs: the k-test for villages (fewer than about 20 people could match) and the masking rules for
//! published letters. Deliberately absent: arithmetic on how many people match; nobody knows the numbers.

use privacy::normalized::Normalized;
use record::words;
use record::{FeedbackScope, Units};
use serde::{Deserialize, Serialize};

use super::stray::stray_letters;
use super::{Draft, Part};

words! {
    /// What may point to a person although nobody is named.
    Risk {
        /// A village is named together with a group or a house.
        VillageAndGroup => "village_and_group",
        /// A village is named together with somebody's occupation and age.
        OccupationAndAge => "occupation_and_age",
        /// A village is named that has few inhabitants.
        SmallVillage => "small_village",
        /// A village is named together with a post that only one person there holds.
        UniquePost => "unique_post",
        /// A village is named together with somebody's age.
        Age => "age",
        /// A village is named together with membership of the party or a service: few there are.
        Membership => "membership",
        /// A village is named together with an illness or a disability.
        Illness => "illness",
        /// A village is named together with who lives in a household, or how poor it is.
        Household => "household",
        /// The exact day of something that people remember: an accident, a death, a wedding.
        ExactDate => "exact_date",
        /// The answer concerns one village or one group only.
        NarrowScope => "narrow_scope",
        /// A few Latin letters stand at the edge of a text, as a shortcut leaves them there.
        StrayLetters => "stray_letters",
    }
}

/// What the guard knows beside the text.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    /// Villages of the township.
    pub units: &'a Units,
    /// Below so many inhabitants a village is small.
    pub small_village: u32,
    /// The village that the page will name: its id.
    pub village: Option<&'a str>,
    /// How far the answer concerns people.
    pub scope: FeedbackScope,
}

/// A risk, and the words of the text that make it one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RiskFound {
    /// Which.
    pub risk: Risk,
    /// The words; empty when it is not the text but what it is filed under.
    pub example: String,
}

/// A risk that somebody has accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AcceptedRisk {
    /// Word of [`Risk`].
    pub risk: String,
    /// Why the text may be published all the same.
    pub reason: String,
}

#[rustfmt::skip]
const OCCUPATIONS: &[&str] = &[
    "教师", "老师", "医生", "护士", "司机", "木匠", "瓦匠", "铁匠", "石匠", "电工", "厨师", "理发", "裁缝", "屠夫",
    "养蜂", "养猪", "养鸡", "养羊", "养牛", "养鱼", "种粮", "果农", "菜农", "茶农", "牧民", "渔民", "护林员", "保安",
    "保洁", "环卫工", "快递", "外卖", "退伍", "退役", "军人", "学生", "小卖部", "超市老板", "开店", "打工", "矿工",
    "泥水匠", "兽医", "会计", "出纳", "道士", "和尚", "神父", "牧师",
];

/// Ages in words.
#[rustfmt::skip]
const AGES: &[&str] = &[
    "六旬", "七旬", "八旬", "九旬", "花甲", "古稀", "耄耋", "百岁", "老太", "老汉", "老奶奶", "老爷爷", "老大爷",
    "老大娘", "年过半百", "上了年纪", "年事已高",
];

/// Descriptions of a person that stand beside a village.
const DESCRIPTIONS: &[(Risk, &[&str])] =
    &[(Risk::Membership, MEMBERSHIPS), (Risk::Illness, ILLNESSES), (Risk::Household, HOUSEHOLDS)];

#[rustfmt::skip]
const POSTS: &[&str] = &[
    "村支书", "支部书记", "村书记", "村主任", "村长", "村会计", "村文书", "妇女主任", "妇联主席", "民兵连长", "治保主任",
    "村医", "校长", "园长", "护林员", "水管员", "网格长", "小组长", "组长", "合作社理事长", "第一书记", "驻村干部",
];

#[rustfmt::skip]
const MEMBERSHIPS: &[&str] = &[
    "党员", "预备党员", "老兵", "退伍", "退役", "转业", "复员", "烈属", "军属", "军烈属", "劳模", "人大代表", "政协委员",
    "村民代表", "教徒", "信教",
];

#[rustfmt::skip]
const ILLNESSES: &[&str] = &[
    "肺病", "心脏病", "心脏不好", "糖尿病", "高血压", "脑梗", "中风", "偏瘫", "瘫痪", "癌", "肿瘤", "白血病", "尿毒症",
    "透析", "化疗", "放疗", "肝炎", "肺炎", "肺结核", "结核病", "尘肺", "哮喘", "癫痫", "精神病", "抑郁", "痴呆", "残疾",
    "残障", "智障", "失明", "盲人", "聋", "哑", "轮椅", "拐杖", "卧床", "重病", "大病", "慢性病", "生病", "患病", "得病",
    "有病", "病人", "患者", "住院", "手术", "做过手术", "骨折", "怀孕", "孕妇", "流产", "腿脚不便", "行动不便", "生活不能自理",
];

#[rustfmt::skip]
const HOUSEHOLDS: &[&str] = &[
    "口人", "口之家", "独居", "空巢", "留守", "孤儿", "孤寡", "单身", "单亲", "离异", "离婚", "丧偶", "寡妇", "光棍",
    "独生", "独子", "独女", "双胞胎", "上门女婿", "低保", "五保", "特困", "贫困户", "脱贫户", "困难户", "监测户", "老两口",
    "一个人过", "一个人住", "无儿无女", "带着孙", "带孙",
];

#[rustfmt::skip]
const EVENTS: &[&str] = &[
    "车祸", "事故", "住院", "手术", "抢救", "去世", "病故", "死亡", "溺水", "火灾", "失火", "打架", "打伤", "被打",
    "殴打", "结婚", "婚礼", "离婚", "出生", "满月", "出殡", "葬礼", "报警", "派出所", "拘留", "起诉", "开庭", "摔伤",
    "摔倒", "骨折", "流产", "中毒", "被盗", "失窃", "走失",
];

/// Everything in a text and its filing that may point to a person, each risk once.
#[must_use]
pub fn find_risks(draft: &Draft, setting: &Setting<'_>) -> Vec<RiskFound> {
    let mut risks: Vec<RiskFound> = Vec::new();
    let mut add = |risk, example: String| {
        if !risks.iter().any(|found| found.risk == risk) {
            risks.push(RiskFound { risk, example });
        }
    };
    let texts: Vec<Vec<char>> =
        Part::ALL.iter().map(|part| Normalized::new(draft.part(*part)).chars().to_vec()).collect();
    let whole: String = texts.iter().flatten().collect();
    let named: Vec<_> = setting
        .units
        .villages()
        .iter()
        .filter(|village| setting.village == Some(village.id.as_str()) || whole.contains(&village.name))
        .collect();
    let sentences: Vec<&[char]> = texts.iter().flat_map(|text| sentences_of(text)).collect();
    if let Some(village) = named.first() {
        for sentence in &sentences {
            if let Some(group) = group_or_house(sentence) {
                add(Risk::VillageAndGroup, format!("{}、{group}", village.name));
            }
            let text: String = sentence.iter().collect();
            let age = age(sentence).or_else(|| first_of(&text, AGES).map(str::to_owned));
            let work = first_of(&text, OCCUPATIONS);
            match (age, work) {
                (Some(age), Some(work)) => {
                    add(Risk::OccupationAndAge, format!("{}、{age}、{work}", village.name))
                }
                (Some(age), None) => add(Risk::Age, format!("{}、{age}", village.name)),
                _ => {}
            }
            for (risk, words) in DESCRIPTIONS {
                if let Some(word) = first_of(&text, words) {
                    add(*risk, format!("{}、{}", village.name, with_number(&text, word)));
                }
            }
            if let Some(illness) = some_illness(sentence) {
                add(Risk::Illness, format!("{}、{illness}", village.name));
            }
            if let Some(post) = first_of(&text, POSTS) {
                add(Risk::UniquePost, format!("{}、{post}", village.name));
            }
        }
    }
    if let Some(small) = named.iter().find(|village| village.population < setting.small_village) {
        add(Risk::SmallVillage, small.name.clone());
    }
    for sentence in &sentences {
        let text: String = sentence.iter().collect();
        if let (Some(day), Some(event)) = (exact_day(sentence), first_of(&text, EVENTS)) {
            add(Risk::ExactDate, format!("{day}、{event}"));
        }
    }
    for part in Part::ALL {
        if let Some(letters) = stray_letters(draft.part(*part)) {
            add(Risk::StrayLetters, letters);
        }
    }
    if setting.scope != FeedbackScope::Township {
        add(Risk::NarrowScope, String::new());
    }
    risks.sort_by_key(|found| found.risk);
    risks
}

/// 三口人, not 口人: a word with the numeral before it.
fn with_number(text: &str, word: &str) -> String {
    let before: Vec<char> = text.split(word).next().unwrap_or_default().chars().collect();
    let number = before.iter().rev().take_while(|c| is_numeral(**c)).count();
    before[before.len() - number..].iter().collect::<String>() + word
}

/// 得过肺病, 患有风湿病: an illness that no list has.
fn some_illness(text: &[char]) -> Option<String> {
    let at = text.iter().position(|c| *c == '病')?;
    let from = (at.saturating_sub(6)..at).find(|&i| matches!(text[i], '得' | '患' | '有' | '生'))?;
    Some(text[from..=at].iter().collect())
}

fn sentences_of(text: &[char]) -> impl Iterator<Item = &[char]> {
    text.split(|c| matches!(c, '。' | '!' | '?' | ';' | '\n')).filter(|sentence| !sentence.is_empty())
}

fn first_of(text: &str, words: &[&'static str]) -> Option<&'static str> {
    words.iter().copied().find(|word| text.contains(word))
}

fn is_numeral(c: char) -> bool {
    c.is_ascii_digit() || "一二三四五六七八九十百〇零两".contains(c)
}

/// The numeral that ends right before `at`, with where it begins.
fn numeral_before(text: &[char], at: usize) -> Option<usize> {
    let from = (0..at).rev().take_while(|&i| is_numeral(text[i])).last()?;
    Some(from)
}

/// 三组, 第3村民小组, 12号 (of a house: not of a day, and not of a document), 2栋, 5单元.
fn group_or_house(text: &[char]) -> Option<String> {
    (1..text.len()).find_map(|at| {
        let rest: String = text[at..].iter().take(4).collect();
        let ending = ["村民小组", "小组", "组", "号", "栋", "单元", "生产队"]
            .into_iter()
            .find(|ending| rest.starts_with(ending))?;
        let from = numeral_before(text, at)?;
        let before = from.checked_sub(1).map(|before| text[before]);
        // 9月12号 is a day, 〔2025〕12号 a document, 热线12号键 no house either.
        if ending == "号" && matches!(before, Some('月' | '〕' | ']' | ')' | '第' | '年')) {
            return None;
        }
        // 三组数据, 一组照片: a set of things.
        let behind: String = text[at + ending.chars().count()..].iter().take(2).collect();
        if ending == "组" && ["数据", "照片", "图片", "选手"].contains(&behind.as_str()) {
            return None;
        }
        Some(text[from..at].iter().collect::<String>() + ending)
    })
}

fn age(text: &[char]) -> Option<String> {
    let at = text.iter().position(|c| *c == '岁')?;
    let number = at - text[..at].iter().rev().take_while(|c| is_numeral(**c) || **c == '多').count();
    (number < at).then(|| text[number..=at].iter().collect())
}

/// A month and a day: 9月12日, 九月十二号.
fn exact_day(text: &[char]) -> Option<String> {
    (1..text.len()).find_map(|at| {
        if !matches!(text[at], '日' | '号') {
            return None;
        }
        let day = numeral_before(text, at)?;
        let month = day.checked_sub(1).filter(|month| text[*month] == '月')?;
        let from = numeral_before(text, month)?;
        Some(text[from..=at].iter().collect())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units() -> Units {
        let village = |id: &str, name: &str, population: u32| {
            format!(
                "[[village]]\nid = \"{id}\"\nname = \"{name}\"\npopulation = {population}\nhouseholds = 9\n\
                 groups = []\ninstructor = \"\"\ncommittee_phone = \"\"\naddress = \"\"\nmailbox_point = \"\"\n\
                 intro = \"\"\n"
            )
        };
        Units::parse(&(village("da", "大桥村", 2400) + &village("xiao", "小桥村", 90))).expect("two villages")
    }

    fn risks(letter: &str, village: Option<&str>, scope: FeedbackScope) -> Vec<Risk> {
        let units = units();
        let setting = Setting { units: &units, small_village: 300, village, scope };
        let draft = Draft { title: "路灯".into(), letter: letter.into(), answer: "已修好。".into() };
        find_risks(&draft, &setting).into_iter().map(|found| found.risk).collect()
    }

    #[test]
    fn a_village_with_a_group_a_house_a_post_or_an_age_is_a_risk() {
        let found = |letter: &str| risks(letter, None, FeedbackScope::Township);
        assert_eq!(found("大桥村三组的路灯不亮"), [Risk::VillageAndGroup]);
        assert_eq!(found("大桥村\n住在１２号"), [Risk::VillageAndGroup]);
        assert_eq!(found("大桥村的妇女主任说过"), [Risk::UniquePost]);
        assert_eq!(found("大桥村有一位72岁的木匠"), [Risk::OccupationAndAge]);
        assert_eq!(found("三组的路灯不亮，72岁的木匠看不见"), [], "no village is named");
        assert_eq!(found("大桥村9月12号停电，文件是〔2025〕12号，附了三组照片"), []);
    }

    #[test]
    fn what_describes_a_person_beside_a_village_is_asked_about() {
        let found = |letter: &str| risks(letter, Some("da"), FeedbackScope::Township);
        let all = found("我是老党员，三口人，得过肺病");
        assert_eq!(all, [Risk::Membership, Risk::Illness, Risk::Household]);
        for (letter, risk) in [
            ("我今年七十多岁", Risk::Age),
            ("一位八旬老人住在桥头", Risk::Age),
            ("家里五口人靠种地", Risk::Household),
            ("她独居多年", Risk::Household),
            ("我患有风湿病", Risk::Illness),
            ("我是退役的", Risk::OccupationAndAge),
        ] {
            let risks = found(letter);
            let has =
                risks.contains(&risk) || risk == Risk::OccupationAndAge && risks.contains(&Risk::Membership);
            assert!(has, "{letter}: {risks:?}");
        }
        assert_eq!(
            risks("我是老党员，三口人，得过肺病", None, FeedbackScope::Township),
            [],
            "no village is named"
        );
        assert_eq!(found("村口的路灯坏了，请修一修"), []);
    }

    #[test]
    fn letters_of_a_shortcut_are_asked_about() {
        let found = risks("a我是水口村的", None, FeedbackScope::Township);
        assert_eq!(found, [Risk::StrayLetters]);
    }

    #[test]
    fn the_village_of_the_page_counts_like_one_in_the_text() {
        assert_eq!(risks("三组的路灯不亮", Some("da"), FeedbackScope::Township), [Risk::VillageAndGroup]);
        assert_eq!(risks("路灯不亮", Some("xiao"), FeedbackScope::Township), [Risk::SmallVillage]);
    }

    #[test]
    fn an_exact_day_counts_with_something_that_people_remember() {
        let found = |letter: &str| risks(letter, None, FeedbackScope::Township);
        assert_eq!(found("十月三日在路口出了车祸"), [Risk::ExactDate]);
        assert_eq!(found("10月3日停电。路口车祸多"), []);
        assert_eq!(found("十月在路口出了车祸"), []);
    }

    #[test]
    fn a_narrow_scope_is_a_risk_of_its_own() {
        assert_eq!(risks("路灯不亮", None, FeedbackScope::Group), [Risk::NarrowScope]);
    }

    /// Words of the risks in a letter about the village of the page.
    fn words(letter: &str) -> Vec<String> {
        let units = units();
        let setting =
            Setting { units: &units, small_village: 90, village: Some("da"), scope: FeedbackScope::Township };
        let draft = Draft { title: "路灯".into(), letter: letter.into(), answer: "已修好。".into() };
        find_risks(&draft, &setting).into_iter().map(|found| found.example).collect()
    }

    #[test]
    fn a_risk_shows_the_words_that_make_it_one() {
        for (letter, example) in [
            ("三组的路灯不亮", "大桥村、三组"),
            ("在第3村民小组的路口", "大桥村、3村民小组"),
            ("住在桥头12号", "大桥村、12号"),
            ("住在5单元", "大桥村、5单元"),
            ("12号", "大桥村、12号"),
            ("今年七十多岁", "大桥村、七十多岁"),
            ("有一位八旬老人", "大桥村、八旬"),
            ("有一位72岁的木匠", "大桥村、72岁、木匠"),
            ("家里三口人", "大桥村、三口人"),
            ("她独居多年", "大桥村、独居"),
            ("我患有风湿病", "大桥村、患有风湿病"),
            ("问过妇女主任", "大桥村、妇女主任"),
            ("十月三日出了车祸", "十月三日、车祸"),
            ("10月3号失火", "10月3号、失火"),
        ] {
            assert_eq!(words(letter), [example], "{letter}");
        }
    }

    #[test]
    fn a_risk_is_told_once_with_its_first_words() {
        assert_eq!(words("三组的路灯不亮。四组的也不亮。"), ["大桥村、三组"]);
        assert_eq!(
            words("我今年72岁！他是木匠？"),
            ["大桥村、72岁"],
            "what stands in two sentences is not one person"
        );
    }

    #[test]
    fn what_only_looks_like_a_risk_is_none() {
        for letter in [
            "附了三组数据",
            "有三组选手",
            "文件是〔2025〕12号",
            "岁月静好",
            "小组讨论过",
            "9月12号停电",
            "不得随意停电，路灯毛病不少",
        ] {
            assert_eq!(words(letter), [""; 0], "{letter}");
        }
    }

    #[test]
    fn an_illness_stands_close_behind_what_says_that_somebody_has_it() {
        assert_eq!(some_illness(&chars("患了风湿性病")).as_deref(), Some("患了风湿性病"));
        assert_eq!(some_illness(&chars("患一二三四五病")).as_deref(), Some("患一二三四五病"));
        assert_eq!(some_illness(&chars("患一二三四五六病")), None);
        assert_eq!(some_illness(&chars("病")), None);
        assert_eq!(some_illness(&chars("病得厉害")), None);
    }

    fn chars(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    #[test]
    fn a_village_is_small_below_the_limit_and_not_at_it() {
        let units = units();
        let small = |small_village| {
            let setting = Setting {
                units: &units,
                small_village,
                village: Some("xiao"),
                scope: FeedbackScope::Township,
            };
            let draft = Draft {
                title: "路灯".into(), letter: "路灯不亮".into(), answer: "已修好。".into()
            };
            find_risks(&draft, &setting).into_iter().map(|found| found.example).collect::<Vec<_>>()
        };
        assert_eq!(small(90), [""; 0]);
        assert_eq!(small(91), ["小桥村"]);
    }

    #[test]
    fn a_numeral_ends_right_before_what_it_counts() {
        assert_eq!(numeral_before(&chars("第十二组"), 3), Some(1));
        assert_eq!(numeral_before(&chars("十二组"), 2), Some(0));
        assert_eq!(numeral_before(&chars("小组"), 1), None);
        assert_eq!(numeral_before(&chars("3个组"), 2), None);
    }
}
