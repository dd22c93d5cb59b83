//! A page in Traditional characters: what is read is converted (OpenCC), what programs follow stays as it is,
//! and names are converted as names.
//!
//! 于 is 於 in a sentence and 于 in somebody's name; a dictionary of words cannot know which. So names of
//! persons and places are found first, by the lists of the content and by the rules that find names
//! (`privacy`), and converted character by character, by the forms that the traditional list of surnames
//! (百家姓) has.
//!
//! Ids and addresses keep their characters: a link to a heading leads there in every edition.

use std::sync::OnceLock;

use ferrous_opencc::OpenCC;
use ferrous_opencc::config::BuiltinConfig;
use privacy::{self, Kind, Known};

use super::languages::end_of_tag;
use super::titles::titled;
use crate::characters::converter;
use crate::site::Site;

/// Surnames that keep their form in Traditional Chinese, where the same character as a word does not.
const SURNAMES: &str = "于余范游涂岳后郁丑咸党朴占干采种征斗里适折台岩";

/// Surnames of two characters that do not follow from their characters.
const COMPOUND: [(&str, &str); 2] = [("谷梁", "穀梁"), ("澹台", "澹臺")];
/// And those that stay as they are.
const COMPOUND_SAME: [&str; 3] = ["万俟", "段干", "百里"];

/// Characters that keep their form in given names, and at any place of a place's name.
const GIVEN: &str = "于游岳后郁丑咸采斗征里岩占";
const PLACES: &str = "于余范游涂岳郁丑咸占里岩斗采淀涌峰";

/// 冲 is 衝 in words alone: somebody's name and a valley have water in them.
const WATER: (char, char) = ('冲', '沖');

/// Characters of given names that the dictionary writes otherwise than names are written.
const FORMS: &str = "峰群启为众冲占";

/// Behind a surname these make the name of a place: 党家村.
const HOMES: &str = "家氏姓";

/// A name of the content.
#[derive(Clone, Debug)]
struct Name {
    simplified: String,
    traditional: String,
}

/// Names that the content has, as far as they are not what the dictionary makes of them.
#[derive(Clone, Debug, Default)]
pub(super) struct Names(Vec<Name>);

impl Names {
    /// Those of a site: officials, liaisons, who chairs, villages and their groups, the township and its
    /// county.
    pub(super) fn of(site: &Site) -> Self {
        let is_one = |name: &String| name.chars().count() <= 4;
        let chairs = site.records.events.iter().filter_map(|event| event.chair.clone()).filter(is_one);
        let persons = site.official_names().into_iter().chain(chairs);
        let villages = site.units.villages().iter();
        let of_villages = villages.flat_map(|one| std::iter::once(&one.name).chain(&one.groups)).cloned();
        let own = [&site.settings.site.township, &site.settings.site.county].map(Clone::clone);
        let named = |name: String, convert: fn(&str) -> String| {
            let traditional = convert(&name);
            Name { simplified: name, traditional }
        };
        let persons = persons.map(|name| named(name, person));
        let places = of_villages.chain(own).map(|name| named(name, place));
        let mut names: Vec<Name> = persons
            .chain(places)
            .filter(|name| name.simplified.chars().count() > 1 && name.traditional != words(&name.simplified))
            .collect();
        // The longest first: 于家村一组 before 于家村.
        names.sort_by(|a, b| (b.simplified.len(), &a.simplified).cmp(&(a.simplified.len(), &b.simplified)));
        names.dedup_by(|a, b| a.simplified == b.simplified);
        Self(names)
    }

    /// The page in Traditional characters.
    pub(super) fn convert(&self, html: &str) -> String {
        let mut out = String::with_capacity(html.len() + html.len() / 16);
        let mut rest = html;
        while let Some(begin) = rest.find('<') {
            self.text(&rest[..begin], &mut out);
            let end = (end_of_tag(rest, begin) + 1).min(rest.len());
            let tag = &rest[begin..end];
            self.tag(tag, &mut out);
            rest = &rest[end..];
        }
        self.text(rest, &mut out);
        out
    }

    /// A tag, with what is read of its values converted.
    fn tag(&self, tag: &str, out: &mut String) {
        const READ: [&str; 5] = ["alt", "title", "content", "placeholder", "label"];
        let mut rest = tag;
        while let Some((before, value)) = rest.split_once("=\"") {
            let Some((value, behind)) = value.split_once('"') else { break };
            let name = before.rsplit(|c: char| c.is_whitespace()).next().unwrap_or_default();
            out.extend([before, "=\""]);
            // Words that scripts show stand in `data-` attributes.
            let is_words = name.starts_with("data-") && !matches!(name, "data-search" | "data-root");
            if READ.contains(&name) || name == "aria-label" || is_words {
                self.text(value, out);
            } else {
                out.push_str(value);
            }
            out.push('"');
            rest = behind;
        }
        out.push_str(rest);
    }

    /// A text between tags or in a value.
    fn text(&self, text: &str, out: &mut String) {
        if text.is_ascii() {
            out.push_str(text);
            return;
        }
        let mut places = self.listed(text);
        if text.contains(|c| SURNAMES.contains(c) || FORMS.contains(c)) {
            places.extend(found(text));
            places.extend(titled(text));
        }
        // Of two that overlap the first one holds, and of two that begin together the longer.
        places.sort_by_key(|(start, end, _)| (*start, std::cmp::Reverse(*end)));
        let mut done = 0;
        for (start, end, traditional) in places {
            if start >= done {
                out.push_str(&words(&text[done..start]));
                out.push_str(&traditional);
                done = end;
            }
        }
        out.push_str(&words(&text[done..]));
    }

    /// Places of a text with names of the content: beginning, end, and what stands there instead.
    fn listed(&self, text: &str) -> Vec<(usize, usize, String)> {
        let of_name = |name: &Name| {
            let (length, traditional) = (name.simplified.len(), name.traditional.clone());
            let places = text.match_indices(name.simplified.as_str());
            places.map(move |(at, _)| (at, at + length, traditional.clone())).collect::<Vec<_>>()
        };
        self.0.iter().flat_map(of_name).collect()
    }
}

/// Names of persons that the rules are sure of.
fn found(text: &str) -> Vec<(usize, usize, String)> {
    static NOBODY: OnceLock<Known> = OnceLock::new();
    let nobody = NOBODY.get_or_init(Known::default);
    let names = privacy::scan(text, nobody).into_iter();
    let names = names.filter(|one| one.kind == Kind::PersonName && one.sure);
    names.map(|one| (one.start, one.end, person(&text[one.start..one.end]))).collect()
}

/// A text in the dictionary's words.
fn words(text: &str) -> String {
    static TO_TRADITIONAL: OnceLock<OpenCC> = OnceLock::new();
    converter(&TO_TRADITIONAL, BuiltinConfig::S2t).convert(text)
}

/// A character as names have it: the dictionary's own forms (羣, 峯, 啓, 爲) are hardly read in Taiwan and Hong Kong.
fn letter(c: char) -> String {
    static TO_TAIWAN: OnceLock<OpenCC> = OnceLock::new();
    if c == WATER.0 {
        return WATER.1.to_string();
    }
    converter(&TO_TAIWAN, BuiltinConfig::S2tw).convert(c.encode_utf8(&mut [0; 4]))
}

/// Somebody's name: each character for itself, as names are written.
fn person(name: &str) -> String {
    if let Some((surname, written)) = COMPOUND.iter().find(|(surname, _)| name.starts_with(surname)) {
        return (*written).to_owned() + &given(&name[surname.len()..]);
    }
    if let Some(surname) = COMPOUND_SAME.iter().find(|surname| name.starts_with(**surname)) {
        return (*surname).to_owned() + &given(&name[surname.len()..]);
    }
    let surname = privacy::surname(name).unwrap_or_default();
    let surname =
        if surname.is_empty() { name.chars().next().map_or("", |c| &name[..c.len_utf8()]) } else { surname };
    each(surname, SURNAMES) + &given(&name[surname.len()..])
}

fn given(name: &str) -> String {
    each(name, GIVEN)
}

/// A place's name: in the dictionary's words, but for characters that places are named with.
fn place(name: &str) -> String {
    let simplified: Vec<char> = name.chars().collect();
    let traditional: Vec<char> = words(name).chars().collect();
    if simplified.len() != traditional.len() {
        return each(name, PLACES);
    }
    let is_home = |at: usize| simplified.get(at + 1).is_some_and(|next| HOMES.contains(*next));
    let stays = |at: usize, c: char| PLACES.contains(c) || SURNAMES.contains(c) && is_home(at);
    let chosen = |(at, own): (usize, &char)| match *own {
        own if stays(at, own) => own.to_string(),
        own if own == WATER.0 => WATER.1.to_string(),
        own if is_home(at) => words(&own.to_string()),
        _ => traditional[at].to_string(),
    };
    simplified.iter().enumerate().map(chosen).collect()
}

/// Each character for itself; those of `same` stay.
fn each(text: &str, same: &str) -> String {
    let one = |c: char| if same.contains(c) { c.to_string() } else { letter(c) };
    text.chars().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 百家姓 in both characters, as far as they differ or could be taken for another word, and surnames of
    /// today.
    const HUNDRED: [(&str, &str); 12] = [
        (
            "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜",
            "趙錢孫李周吳鄭王馮陳褚衛蔣沈韓楊朱秦尤許何呂施張孔曹嚴華金魏陶姜",
        ),
        (
            "戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐",
            "戚謝鄒喻柏水竇章雲蘇潘葛奚范彭郎魯韋昌馬苗鳳花方俞任袁柳酆鮑史唐",
        ),
        (
            "费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄",
            "費廉岑薛雷賀倪湯滕殷羅畢郝鄔安常樂于時傅皮卞齊康伍余元卜顧孟平黃",
        ),
        (
            "和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁",
            "和穆蕭尹姚邵湛汪祁毛禹狄米貝明臧計伏成戴談宋茅龐熊紀舒屈項祝董梁",
        ),
        (
            "杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍",
            "杜阮藍閔席季麻強賈路婁危江童顏郭梅盛林刁鍾徐邱駱高夏蔡田樊胡凌霍",
        ),
        (
            "虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚",
            "虞萬支柯昝管盧莫經房裘繆干解應宗丁宣賁鄧郁單杭洪包諸左石崔吉鈕龔",
        ),
        (
            "段富巫乌焦巴弓牧隗山谷车侯秋仲伊宫宁仇栾暴甘厉戎祖武符刘景詹束龙",
            "段富巫烏焦巴弓牧隗山谷車侯秋仲伊宮寧仇欒暴甘厲戎祖武符劉景詹束龍",
        ),
        (
            "叶幸司韶郜黎薄印宿白怀蒲从鄂索咸籍赖卓蔺屠蒙池乔胥能苍双闻莘党翟",
            "葉幸司韶郜黎薄印宿白懷蒲從鄂索咸籍賴卓藺屠蒙池喬胥能蒼雙聞莘党翟",
        ),
        (
            "谭贡劳申扶冉宰郦雍桑桂濮牛寿通边扈燕冀尚农温别庄晏柴瞿阎充慕连茹",
            "譚貢勞申扶冉宰酈雍桑桂濮牛壽通邊扈燕冀尚農溫別莊晏柴瞿閻充慕連茹",
        ),
        (
            "习宦艾鱼容向古易慎戈廖庾终居衡步都耿满弘匡国文寇广阙东欧沃利蔚越",
            "習宦艾魚容向古易慎戈廖庾終居衡步都耿滿弘匡國文寇廣闕東歐沃利蔚越",
        ),
        (
            "隆师巩聂晁勾敖融冷辛阚那简饶空曾沙养鞠须丰巢关蒯相查后荆红游竺权",
            "隆師鞏聶晁勾敖融冷辛闞那簡饒空曾沙養鞠須豐巢關蒯相查后荊紅游竺權",
        ),
        (
            "涂岳帅况有琴商佘伯赏墨哈年爱阳佟言福丑朴占曲种采肖付闫邢",
            "涂岳帥況有琴商佘伯賞墨哈年愛陽佟言福丑朴占曲种采肖付閆邢",
        ),
    ];

    #[test]
    fn every_surname_is_written_as_a_surname() {
        for (simplified, traditional) in HUNDRED {
            assert_eq!(simplified.chars().count(), traditional.chars().count());
            for (own, wanted) in simplified.chars().zip(traditional.chars()) {
                assert_eq!(person(&format!("{own}小明")), format!("{wanted}小明"));
                assert_eq!(person(&format!("{own}明")), format!("{wanted}明"));
            }
        }
        for (name, wanted) in [
            ("万俟明", "万俟明"),
            ("谷梁明", "穀梁明"),
            ("段干明", "段干明"),
            ("淳于明", "淳于明"),
            ("鲜于明", "鮮于明"),
            ("单于明", "單于明"),
            ("澹台明", "澹臺明"),
            ("钟离明", "鍾離明"),
            ("百里明", "百里明"),
            ("欧阳明", "歐陽明"),
            ("沈阳", "沈陽"),
            ("周一鸣", "周一鳴"),
            ("姜丝雨", "姜絲雨"),
            ("朱砂", "朱砂"),
            ("王建国", "王建國"),
            ("李云里", "李雲里"),
            ("李占元", "李占元"),
            ("令狐冲", "令狐沖"),
            ("范冲", "范沖"),
            ("岩温香", "岩溫香"),
            ("李峰", "李峰"),
            ("王群", "王群"),
            ("王启为", "王啟為"),
        ] {
            assert_eq!(person(name), wanted);
        }
    }

    #[test]
    fn a_place_keeps_the_family_it_is_named_after() {
        for (name, wanted) in [
            ("于家村", "于家村"),
            ("范庄", "范莊"),
            ("余家湾村", "余家灣村"),
            ("党家沟", "党家溝"),
            ("后家村", "后家村"),
            ("后山村", "後山村"),
            ("上游村", "上游村"),
            ("三里村", "三里村"),
            ("钟家坝", "鍾家壩"),
            ("水口村", "水口村"),
            ("长冲村", "長沖村"),
            ("冲里组", "沖里組"),
            ("杨家冲组", "楊家沖組"),
            ("东涌组", "東涌組"),
            ("黄淀组", "黃淀組"),
        ] {
            assert_eq!(place(name), wanted);
        }
    }

    fn names() -> Names {
        let person = |name: &str| Name { simplified: name.to_owned(), traditional: person(name) };
        Names(["于松年", "余秋禾", "范建国", "游小明"].map(person).to_vec())
    }

    #[test]
    fn names_are_names_wherever_they_stand_and_words_are_words() {
        let names = names();
        for (text, wanted) in [
            ("<p>由于余秋禾和范建国关于范围的答复</p>", "<p>由於余秋禾和范建國關於範圍的答覆</p>"),
            ("<img alt=\"游小明在旅游\" src=\"于.png\">", "<img alt=\"游小明在旅遊\" src=\"于.png\">"),
            ("<meta content=\"于松年的联心卡\">", "<meta content=\"于松年的聯心卡\">"),
            (
                "<script type=\"application/ld+json\">{\"name\":\"于松年\",\"text\":\"由于\"}</script>",
                "<script type=\"application/ld+json\">{\"name\":\"于松年\",\"text\":\"由於\"}</script>",
            ),
            (
                "<p>找于书记、余主任，由于主任不在，其余同志</p>",
                "<p>找于書記、余主任，由於主任不在，其餘同志</p>",
            ),
            (
                "<p>于家祠堂、余家湾，范姓，我姓游；属于家庭，用于家园，其余家里</p>",
                "<p>于家祠堂、余家灣，范姓，我姓游；屬於家庭，用於家園，其餘家裏</p>",
            ),
            (
                "<p>于县长、余委员、游副站长、涂支部书记、范科长、范护士长、于总工、余奶奶、于大姐</p>",
                "<p>于縣長、余委員、游副站長、涂支部書記、范科長、范護士長、于總工、余奶奶、于大姐</p>",
            ),
            (
                "<p>老于说，找老余，于×说，游**，于氏、余氏</p>",
                "<p>老于說，找老余，于×說，游**，于氏、余氏</p>",
            ),
            (
                "<p>用于会计，有助于老师，适用于医生，勤于同志，老于世故</p>",
                "<p>用於會計，有助於老師，適用於醫生，勤於同志，老於世故</p>",
            ),
            (
                "<p>党主任、朴书记、占主任、干主任、种主任、采主任、征主任、后书记、咸主任、岩书记、斗主任、适主任、台主任</p>",
                "<p>党主任、朴書記、占主任、干主任、种主任、采主任、征主任、后書記、咸主任、岩書記、斗主任、适主任、台主任</p>",
            ),
            (
                "<p>余村医、于网格员、范辅警、游民警、于调解员、范班长、于老板、余师母、于叔、范婶、余嫂、于伯、范老说</p>",
                "<p>余村醫、于網格員、范輔警、游民警、于調解員、范班長、于老闆、余師母、于叔、范嬸、余嫂、于伯、范老說</p>",
            ),
            (
                "<p>范二级主任科员、游一级科员、于四级调研员、于镇、余局、于队、找阿余、于同学，水口村于书记，向于主任说</p>",
                "<p>范二級主任科員、游一級科員、于四級調研員、于鎮、余局、于隊、找阿余、于同學，水口村于書記，向于主任說</p>",
            ),
            (
                "<p>服务于干部，取决于干部，相当于干部，倾向于干部，适合于老师，有别于干部，有待于干部，不亚于医生</p>",
                "<p>服務於幹部，取決於幹部，相當於幹部，傾向於幹部，適合於老師，有別於幹部，有待於幹部，不亞於醫生</p>",
            ),
            (
                "<p>见于主任，交于会计，忠于同志，难于同志，有求于医生，送于老师，附于会计，依赖于干部，党委员会，村党支部书记，村干部，会后主任</p>",
                "<p>見於主任，交於會計，忠於同志，難於同志，有求於醫生，送於老師，附於會計，依賴於幹部，黨委員會，村黨支部書記，村幹部，會後主任</p>",
            ),
            ("<p>我叫于海洋，联系人：范小军。</p>", "<p>我叫于海洋，聯繫人：范小軍。</p>"),
        ] {
            assert_eq!(names.convert(text), wanted);
        }
    }

    #[test]
    fn what_programs_follow_stays() {
        let page = "<h2 id=\"怎么办\">怎么办</h2><a href=\"#怎么办\" title=\"怎么办\">头发</a>\
                    <option value=\"发展\">发展</option><b data-none=\"没有找到\">a > b</b>";
        let wanted = "<h2 id=\"怎么办\">怎麼辦</h2><a href=\"#怎么办\" title=\"怎麼辦\">頭髮</a>\
                      <option value=\"发展\">發展</option><b data-none=\"沒有找到\">a > b</b>";
        assert_eq!(Names::default().convert(page), wanted);
    }
}
