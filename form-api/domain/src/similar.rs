//! Which public texts may answer a letter at once: those that share its rarer pairs of characters. Chinese needs no
//! dictionary for that. Deliberately absent: meaning. Few and good: where nothing is near, nothing is offered.
//!
//! A letter is read twice: its title alone, which asks, and the whole of it, because a long letter may go on about
//! something else. What counts is the part of the letter that a text shares, so one rare word of a title is enough for
//! a short question and too little for a page.

use std::collections::{HashMap, HashSet};

/// Two characters that stand side by side.
type Pair = [char; 2];

/// Of a long text only the beginning is compared: it says what it is about.
const MOST_CHARACTERS: usize = 1_500;

/// What a text says counts this much of what its title says: a text is about its title and mentions the rest.
const TEXT_COUNTS: f32 = 0.5;

/// At least so much must be shared with the title of a text: one pair, if at most a tenth of two thousand texts hold
/// it, or two fifths of a dozen.
const LEAST_IN_TITLE: f32 = 0.3;

/// At least this part of the letter must be shared. It was tried, as the numbers below, on the sample's texts and on
/// three thousand letters of a large city: with less, what two letters share is mostly a turn of phrase.
const LEAST_PART: f32 = 0.2;

/// Less is enough for a letter whose title asks for the same: long letters tell much besides.
const LEAST_PART_IF_ASKED: f32 = 0.12;

/// A title asks for the same where at least this part of it is shared.
const LEAST_PART_OF_TITLE: f32 = 0.3;

/// What no title says may stand in a text all the same: there nine tenths of what a short question says must be found.
const NEARLY_ALL: f32 = 0.9 * TEXT_COUNTS;

/// And with two pairs or more that are rare: one of them may be chance.
const TWO_RARE_PAIRS: f32 = 1.6 * TEXT_COUNTS;

/// Characters that stand in every letter, whatever it is about: a pair with one of them says nothing.
const SAYS_NOTHING: &str = "的了是我你他她它们有在不这那就都也还要和与及请问想您吗呢啊吧会能可以什么怎为何哪谁多少几很好个\
    上下里到去来把被对从向给让又再已经没无说看做谢您今月日时候现前后者自己因所但如果而或其";

/// What is said to an office about anything, and of whom. Such a word hardly counts.
const SAID_OF_ANYTHING: &[&str] = &[
    "补贴", "补助", "申请", "办理", "手续", "材料", "证明", "问题", "情况", "反映", "解决", "处理", "咨询",
    "建议", "希望", "部门", "政府", "领导", "政策", "标准", "规定", "老人", "孩子",
];

/// So little, of what its rarity would weigh.
const HARDLY: f32 = 0.2;

/// Stands for what says nothing.
const NOTHING: char = ' ';

/// The name of a place ends with one of these and has two characters before it: 银山村. It says where people live, not
/// what they ask.
const ENDS_A_PLACE: &str = "村镇乡县";

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
    /// Of which stands in the text's title: the text is about it and does not only mention it.
    in_title: f32,
    /// Which pairs of the letter, in its order.
    pairs: Vec<usize>,
    /// The part of the letter, where it is enough to compare more.
    part: f32,
}

impl Shelf {
    /// From titles and texts.
    pub fn new<'a>(texts: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut shelf = Self::default();
        for (at, (title, text)) in texts.into_iter().enumerate() {
            let in_title = pairs(&[title]).len();
            for (nth, pair) in pairs(&[title, text]).into_iter().enumerate() {
                shelf.places.entry(pair).or_default().push((at, nth < in_title));
            }
            shelf.texts = at + 1;
        }
        shelf
    }

    /// The texts that are near a letter, nearest first, at most so many: places in the order of [`Shelf::new`].
    #[must_use]
    pub fn near(&self, title: &str, text: &str, most: usize) -> Vec<usize> {
        let (asked, whole) = (self.shared(&[title]), self.shared(&[title, text]));
        let mut near: Vec<(usize, f32)> = asked
            .iter()
            .zip(&whole)
            .enumerate()
            .filter(|(_, (asked, whole))| whole.is_near(asked))
            .map(|(at, (asked, whole))| (at, asked.part + whole.part))
            .collect();
        near.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        near.into_iter().take(most).map(|(at, _)| at).collect()
    }

    /// What each text shares with what is written.
    fn shared(&self, written: &[&str]) -> Vec<Shared> {
        let pairs = pairs(written);
        let weights: Vec<f32> = pairs.iter().map(|pair| self.weight(pair)).collect();
        let whole: f32 = weights.iter().sum();
        let mut found: Vec<Shared> = Vec::new();
        found.resize_with(self.texts, Shared::default);
        for (nth, (pair, weight)) in pairs.iter().zip(&weights).enumerate() {
            for (at, in_title) in self.places.get(pair).map_or(&[][..], Vec::as_slice) {
                let shared = &mut found[*at];
                shared.weight += if *in_title { *weight } else { weight * TEXT_COUNTS };
                shared.in_title += if *in_title { *weight } else { 0.0 };
                shared.pairs.push(nth);
            }
        }
        for shared in found.iter_mut().filter(|shared| shared.is_enough()) {
            let seams: f32 = seams(&pairs, &shared.pairs).into_iter().map(|nth| weights[nth]).sum();
            shared.part = shared.weight / (whole - seams);
        }
        found
    }

    /// One for a pair that no text holds, nearly one where one does, less the more do, next to nought where all do.
    #[expect(clippy::cast_precision_loss, reason = "there are no 16 million texts in a township")]
    fn weight(&self, pair: &Pair) -> f32 {
        let texts = self.places.get(pair).map_or(0, Vec::len) as f32;
        let all = self.texts as f32 + 1.0;
        let rarity = ((all / (texts + 0.5)).ln() / all.ln()).clamp(0.0, 1.0);
        let says_little = SAID_OF_ANYTHING.iter().any(|word| word.chars().eq(*pair));
        if says_little { rarity * HARDLY } else { rarity }
    }
}

impl Shared {
    /// A turn of phrase is not enough to compare more.
    fn is_enough(&self) -> bool {
        self.in_title >= LEAST_IN_TITLE || self.weight >= TWO_RARE_PAIRS
    }

    /// Whether the text may answer a letter whose title alone shares this.
    fn is_near(&self, asked: &Self) -> bool {
        let least = if asked.part >= LEAST_PART_OF_TITLE { LEAST_PART_IF_ASKED } else { LEAST_PART };
        (self.in_title >= LEAST_IN_TITLE && self.part >= least)
            || (self.weight >= TWO_RARE_PAIRS && self.part >= NEARLY_ALL)
    }
}

/// The pairs that only join what is shared to its neighbours, 费标 in 水费标准: half a word each, and nothing that the
/// letter says besides.
fn seams(pairs: &[Pair], shared: &[usize]) -> Vec<usize> {
    let touch = |one: usize, next: usize| pairs.get(next).is_some_and(|next| pairs[one][1] == next[0]);
    let mut seams: Vec<usize> = shared
        .iter()
        .flat_map(|&nth| {
            let before = nth.checked_sub(1).filter(|&before| touch(before, nth));
            before.into_iter().chain(Some(nth + 1).filter(|&after| touch(nth, after)))
        })
        .filter(|nth| shared.binary_search(nth).is_err())
        .collect();
    // In order: what joins two that are shared stands there twice, side by side.
    seams.dedup();
    seams
}

/// Every pair once, in the order of the texts.
fn pairs(texts: &[&str]) -> Vec<Pair> {
    let mut seen = HashSet::new();
    let mut pairs = Vec::new();
    for kept in texts.iter().map(|text| keep_what_says(text)) {
        let two = kept.windows(2).map(|two| [two[0], two[1]]).filter(|pair| !pair.contains(&NOTHING));
        pairs.extend(two.filter(|pair| seen.insert(*pair)));
    }
    pairs
}

/// A text with [`NOTHING`] in the place of what says nothing and of the names of places.
fn keep_what_says(text: &str) -> Vec<char> {
    let mut kept: Vec<char> = Vec::new();
    let mut characters = text.chars().take(MOST_CHARACTERS).peekable();
    while let Some(c) = characters.next() {
        // 村里 and 镇上 name no place.
        let is_named = characters.peek().is_none_or(|next| !"里上".contains(*next));
        if ENDS_A_PLACE.contains(c) && is_named {
            let name = kept.iter_mut().rev().take(2).take_while(|before| **before != NOTHING);
            name.for_each(|before| *before = NOTHING);
        }
        kept.push(if c.is_alphabetic() && !SAYS_NOTHING.contains(c) { c } else { NOTHING });
    }
    kept
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

    /// As a township's site has them: titles with their topics, and how the texts begin.
    const SITE: [(&str, &str); 13] = [
        (
            "残疾人两项补贴：谁能领、多久到账 残疾人补贴 低保 上门代办 补贴到账",
            "低保家庭残疾人每月一百三，重度残疾人护理补贴每月一百一到二百六。残疾证快到期了，补贴会不会停？",
        ),
        (
            "高龄津贴：八十岁起能领多少，怎么认证 高龄津贴 养老 上门代办 补贴到账",
            "户籍在本镇、年满八十岁就能申请，村里可以代办，认证由干部上门做。带老人的身份证、社保卡办理。",
        ),
        (
            "河道沟渠谁来清、淤泥怎么处理 河道和水塘 沟渠 清淤 防汛",
            "大河支流镇里两年清一次，村里沟渠冬春各清一次，淤泥先检测再还田。我家门口的沟堵了，算谁的？",
        ),
        (
            "秸秆不能烧，送到哪里、补多少钱 秸秆 露天焚烧 种粮补贴 果树枝条",
            "全年禁烧；粉碎还田每亩补二十五元，打捆交收储点每吨补八十元，果树枝条免费上门粉碎。",
        ),
        (
            "垃圾怎么分、什么时候收、旧家具送哪里 垃圾清运 垃圾分类 保洁 旧家具",
            "绿桶装会烂的，每天收；灰桶装其他的。旧家具预约上门。农药瓶、过期药放村里的有害垃圾箱。",
        ),
        (
            "家里突然遇到难处，怎么申请临时救助 临时救助 大病支出 低保 上门办理",
            "火灾、车祸、重病等急事，二十四小时内先给救助再补手续；不用您自己跑着开证明，带身份证办理。",
        ),
        (
            "三条班车线的时间、票价和停运通知 班车 公交站 票价 冰雪停运",
            "镇内一元、到县城四元，七十岁以上免费。石桥到银山每天两班，停运要头天晚上让村里人都知道。",
        ),
        (
            "买农机，镇里还能再补一份 农机补贴 茶园机械 轨道运输机",
            "上级补贴之外镇里再配两成，先买后补。插秧机、旋耕机、打捆机、增氧机都能补，材料交到窗口。",
        ),
        (
            "2027年度居民医保缴费：交多少、怎么交、谁能少交 医保缴费 困难减免 新生儿参保 帮办",
            "年底前每人缴四百二十元，困难群众自动减免；村干部不收现金，不会用手机的到村里帮办。",
        ),
        (
            "水费怎么算，漏水和停水找谁 水费 用水 水管漏水 停水 困难减免",
            "居民水价每立方米两块一，每月抄表；表后暗漏按平均水量算。停水超过一天，水车送到组里；通知由村广播发。",
        ),
        (
            "一事一议的老办法废止了，村里修路还怎么议 一事一议 村道 村务公开 筹资筹劳",
            "改用县里统一规则；议事要村民同意的原则没变，先收钱再开会的可以拒交。不同意筹资的户，可以不出钱吗？",
        ),
        (
            "农村建房怎么批：从小组到发证，一共走几步 宅基地 建房审批 危房 放样",
            "先过小组和村委会，公示七天，再由镇里四次到场。老房子原地翻建也要批，只换瓦、粉墙不用批。",
        ),
        (
            "石桥村三组的路灯坏了半个月 路灯",
            "石桥村三组的路灯坏了，晚上接孩子不方便。您好，线路已经修好，今后不亮请打村镇办的电话。",
        ),
    ];

    #[test]
    fn a_short_question_in_other_words_finds_its_text() {
        let shelf = Shelf::new(SITE);
        for (title, text, expected) in [
            ("残疾证的补贴", "有残疾证的补贴怎么领？", 0),
            ("护理补贴", "二级残疾护理补贴有多少？", 0),
            ("津贴问题", "八十岁的老人每个月发多少津贴？", 1),
            ("老人怎么认证", "高龄老人不会用手机，怎么认证？", 1),
            ("水沟里的淤泥谁来清", "水沟里的淤泥谁来清？", 2),
            ("秸秆能不能烧", "秸秆能不能烧", 3),
            ("秸秆能不能烧", "您好，请问秸秆能不能烧，谢谢。", 3),
            ("枇杷枝条", "枇杷树剪下的枝条可以烧吗？", 3),
            ("垃圾几天收一次", "垃圾几天收一次？", 4),
            ("过期药怎么处理", "家里有过期药怎么处理？", 4),
            ("困难救助", "家里失火了，有没有临时救助？", 5),
            ("银山村的班车几点发车", "银山村的班车几点发车", 6),
            ("下雪天班车停不停", "下雪天班车停不停？", 6),
            ("买插秧机有没有补贴", "请问买插秧机有没有补贴？", 7),
            ("医保今年交多少钱", "请问医保今年一个人交多少钱？", 8),
            ("水费怎么这么高", "水费标准是多少", 9),
            ("停水了找谁", "家里停水了找谁？", 9),
            ("一事一议还有吗", "一事一议还有吗？", 10),
            ("村里修路每户出多少钱", "村里修路要每户出钱，合理吗？", 10),
            ("自家建房找谁批", "想在老宅边上建房，找谁批？", 11),
            ("老房子翻建", "老房子翻建还用批吗？", 11),
        ] {
            let near = shelf.near(title, text, 2);
            assert!(near.contains(&expected), "{title}: {near:?}");
        }
    }

    #[test]
    fn a_longer_letter_about_the_same_finds_its_text() {
        let shelf = Shelf::new(SITE);
        for (title, text, expected) in [
            (
                "残疾人补贴少了",
                "我弟弟是二级残疾，以前每个月都按时到账，从上个月开始少了一百多块，打电话去问说是低保退了。\
                 请问残疾人补贴跟低保有什么关系，退了低保是不是就没有了？",
                0,
            ),
            (
                "买了增氧机",
                "今年夏天鱼塘缺氧死了不少鱼，上个月我花了两千多块买了一台增氧机。店里的老板说可以申请农机补贴，\
                 请问还能申请吗，要带发票还是要先登记，找哪个办公室？",
                7,
            ),
            (
                "门口水沟堵了",
                "我家门前那条排水沟被淤泥堵死了，一下大雨水就漫到院子里来，去年冬天说要清淤也没有清到我们这边。\
                 请问这一段沟渠到底归谁管，今年什么时候能清？",
                2,
            ),
        ] {
            let near = shelf.near(title, text, 2);
            assert_eq!(near.first(), Some(&expected), "{title}");
        }
    }

    #[test]
    fn a_letter_about_something_else_is_offered_nothing() {
        let shelf = Shelf::new(SITE);
        for (title, text) in [
            (
                "请问怎么办理",
                "您好，我想请问一下我家孩子的出生证明丢了，怎么办理补办，什么时候能拿到，要到村里还是镇里开证明，谢谢。",
            ),
            (
                "补贴什么时候发",
                "我家去年养了三十头猪，村里说养猪也有补贴，一直没有消息，请问这个补贴什么时候发，要到哪里办理手续？",
            ),
            (
                "补贴怎么办理",
                "请问补贴怎么办理，什么时候到账，需要带什么材料，是找村里还是找镇里，村里说要等镇里的通知。",
            ),
            (
                "村里补助",
                "听说隔壁村养蜂每箱有补助，请问我们村养蜂有没有补助，什么时候登记，在哪里办理，每箱多少钱？",
            ),
            (
                "村里有人养恶狗",
                "我们村里有户人家养了两条大狼狗，从来不拴，上学的孩子每天绕着走，已经咬过一个人了，镇里能不能派人来管一管？",
            ),
            (
                "石桥村养狗的人太多",
                "我们石桥村三组养狗的人太多了，晚上叫得睡不着，出来也不拴绳子，小孩子看见都怕，请管一管。",
            ),
            (
                "石桥村的桥",
                "石桥村东头的小石桥桥面裂了一条缝，拖拉机从上面过的时候会晃，请镇里派人来看一下是不是危桥。",
            ),
            (
                "银山村手机没有信号",
                "银山村这边手机信号特别差，打个电话要跑到山坡上，请问什么时候能建一个基站，反映了好多次都没有结果。",
            ),
            (
                "怎么办理营业执照",
                "我想在镇上开一家小卖部，请问怎么办理营业执照，需要带什么材料，多少天能办下来，是在镇里办理还是要去县里？",
            ),
            (
                "结婚登记",
                "请问结婚登记在镇里能不能办理，还是一定要去县里，周末上不上班，两个人都是外地户口，要带什么东西？",
            ),
            (
                "楼上漏水到我家",
                "我住在镇上的安置小区，楼上卫生间一直往下滴，我家的天花板都发霉了，找他好几次都不承认，物业也不管，请帮忙协调。",
            ),
            (
                "养老保险断交",
                "我的养老保险断交了三年，现在想补上，请问怎么办理，要补交多少钱，以后能领多少，到镇里哪个窗口？",
            ),
            (
                "工资拖欠",
                "我在镇上的砖厂干了五个月，老板一直说没有钱，只发了一个月工资，请问镇里能不能帮我们要回来，什么时候有结果？",
            ),
            (
                "茶叶销路",
                "今年东坪村的茶叶收成很好，可是贩子压价，一斤比去年少了十块钱，镇里能不能帮忙联系一下销路，办个展销会？",
            ),
            (
                "身份证丢了怎么办理",
                "我的身份证上个月在县城丢了，请问怎么办理补办，户口簿要不要带，镇里能不能办，大概多少天可以拿到？",
            ),
            (
                "孩子的学费",
                "我家孩子今年考上了大学，一年学费要八千多块，家里拿不出，请问助学贷款在哪里办理，镇里有没有奖学金？",
            ),
            (
                "快递乱收费",
                "镇上的快递点每个件都要多收两块钱，不给就不让拿，问他凭什么收，他说上面规定的，请镇里管管。",
            ),
            (
                "老人摔倒没人扶",
                "我爷爷在集市上摔倒了，旁边的人都不敢扶，幸好卖菜的大姐帮忙打了电话，请镇里好好表扬她。",
            ),
            (
                "反映问题",
                "我向镇里反映一个问题，希望领导重视，尽快派人处理，给群众一个满意的答复，村里的老人和孩子都等着，谢谢。",
            ),
        ] {
            assert_eq!(shelf.near(title, text, 3), [0_usize; 0], "{title}");
        }
    }

    #[test]
    fn the_name_of_a_village_and_what_joins_two_words_are_nothing_that_is_asked() {
        assert_eq!(pairs(&["银山村的水费"]), [['水', '费']]);
        assert_eq!(pairs(&["村里的水费，村道"]), [['水', '费'], ['村', '道']]);
        let pairs = pairs(&["天班车停站牌"]);
        assert_eq!(seams(&pairs, &[1]), [0, 2], "天班 and 车停 beside 班车");
        assert_eq!(seams(&pairs, &[1, 3]), [0, 2, 4]);
        assert_eq!(seams(&pairs, &[1, 2]), [0, 3]);
    }
}
