//! A surname that stands alone, before a title or the place of its family: 于书记, 余家湾. Deliberately absent: whole names,
//! which the content or the rules know.

/// Behind a surname and 家 these make the name of a place.
const HOME_PLACES: &str = "村庄湾坪沟坝塘岭冲屯寨院祠坡堡铺店桥坳";

/// Titles behind a surname alone.
#[rustfmt::skip]
const TITLES: &[&str] = &[
    "书记", "镇长", "乡长", "县长", "市长", "区长", "部长", "主任", "主席", "委员", "站长", "所长", "局长", "处长", "科长",
    "股长", "村长", "支书", "组长", "队长", "校长", "院长", "园长", "行长", "班长", "排长", "连长", "会计", "出纳", "文书",
    "干事", "干部", "同志", "同学", "老师", "师母", "村医", "医生", "大夫", "医师", "护士", "师傅", "老板", "经理", "总工",
    "工程师", "律师", "教授", "警官", "民警", "辅警", "交警", "警察", "法官", "科员", "调研员", "网格员", "调解员", "护林员",
    "保洁员", "技术员", "管理员", "辅导员", "联络员", "指导员", "信息员", "协管员", "驾驶员", "女士", "先生", "小姐", "奶奶",
    "老汉", "老人", "爷爷", "大爷", "大妈", "大娘", "大嫂", "大姐", "大哥", "大叔", "大婶", "大伯", "阿姨", "叔叔", "伯伯", "婆婆", "嫂子",
    "氏", "某", "×", "＊", "*",
];
/// Titles of one letter: the word ends behind them.
const SHORT_TITLES: &str = "叔婶嫂伯姨哥姐老镇局队总工";
/// What may follow them, and a name that stands alone (老于).
const BEHIND_SHORT: &str = "说讲问答的是在来到去也都就和与跟让把给同已没不有要会";
/// What may stand between a surname and a title: 余副站长, 涂支部书记, 范二级主任科员.
const RANKS: &[&str] =
    &["副", "第一", "总", "党支部", "党总支", "党委", "支部", "一级", "二级", "三级", "四级"];

/// Surnames that are seldom a word before a title.
const TITLED: &str = "余范游涂岳郁丑";
/// What before them shows that the two are no name: 其余同志, 导游小姐.
const NO_NAME_BEFORE: &str = "由关对至终属位等处基在过便限鉴出敢善乐易急忙勇甘安归免敏介苦大小高低多少不其剩业结盈富之残公空师模规示典防上中下旅导漫云糊山沉忧抑馥葱浓用助勤利益衷惯源擅精专始止陷濒囿拘迫疲优劣早晚迟先宜异";

/// 于 belongs to the word before it (关于, 服务于) unless a word begins with it: behind the name of a place or an office, and
/// behind what leads to somebody. A list of verbs would never be whole.
const BEFORE_YU: &str =
    "村镇乡县市区省组社部局所站院校室队委会科股找问请叫和跟与及是的向给把被替谢说到但里有为";
/// Words with 于 though they end so.
const WITH_YU: [&str; 8] = ["倾向于", "趋向于", "偏向于", "面向于", "交给于", "送给于", "赋给于", "授给于"];

/// Surnames that are words of their own before a title (党组长, 后院长): somebody only where a sentence leads to them.
const SELDOM: &str = "党朴占干种采征后咸岩斗适台折";
const BEFORE_SELDOM: &str = "找问请叫和跟与及向给把被替谢";
/// Words that begin like one of them with a title.
const WORDS_LIKE_NAMES: [&str; 8] =
    ["党委员", "党组长", "党干部", "党部长", "干部长", "后院长", "后队长", "党同志"];

/// A surname before a title (于书记), before the place of its family (于家村), or said to be one
/// (于姓、姓于).
pub(super) fn titled(text: &str) -> Vec<(usize, usize, String)> {
    let mut places = Vec::new();
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        let (before, behind) = (&text[..at], &text[end..]);
        let is_surname = c == '于' || TITLED.contains(c) || SELDOM.contains(c);
        let is_said = || before.ends_with('姓') || is_called(c, before, behind);
        if is_surname && (is_said() || is_free(c, before, &text[at..]) && is_with_title(c, before, behind)) {
            places.push((at, end, c.to_string()));
        }
    }
    places
}

/// Whether a word can begin with a surname there.
fn is_free(surname: char, before: &str, from: &str) -> bool {
    let Some(last) = before.chars().next_back().filter(|c| c.is_alphabetic() && !c.is_ascii()) else {
        return !WORDS_LIKE_NAMES.iter().any(|word| from.starts_with(word));
    };
    if surname == '于' {
        let is_word = |word: &&str| word.strip_suffix('于').is_some_and(|head| before.ends_with(head));
        let leads = BEFORE_YU.contains(last) || HOME_PLACES.contains(last) || before.ends_with("联系");
        return leads && !WITH_YU.iter().any(is_word);
    }
    if TITLED.contains(surname) {
        return !NO_NAME_BEFORE.contains(last);
    }
    BEFORE_SELDOM.contains(last) && !WORDS_LIKE_NAMES.iter().any(|word| from.starts_with(word))
}

/// 老于, 小余, 阿余 and 大范 are somebody where a word begins with them and the name ends behind them: not in 养老于, 大小余,
/// 小范围 and 老党员. A surname that is a word of its own (党, 适, 种) is none there.
fn is_called(surname: char, before: &str, behind: &str) -> bool {
    let Some(before) = before.strip_suffix(['老', '小', '阿', '大']) else { return false };
    let begins = before
        .chars()
        .next_back()
        .is_none_or(|c| !c.is_alphanumeric() || "找问请让给叫和跟是向由".contains(c));
    let ends = behind.chars().next().is_none_or(|c| !c.is_alphanumeric() || BEHIND_SHORT.contains(c));
    !SELDOM.contains(surname) && begins && (ends || makes_a_name(behind))
}

/// Behind a surname that is a word of its own only a plain title makes a name: 党主任, but not 党支部书记 and 适老. 有余 is a word.
fn is_with_title(surname: char, before: &str, behind: &str) -> bool {
    if SELDOM.contains(surname) {
        return TITLES.iter().any(|title| behind.starts_with(title));
    }
    makes_a_name(behind) && !(before.ends_with('有') && is_short_title(behind))
}

/// Whether what stands behind a surname makes it one.
fn makes_a_name(behind: &str) -> bool {
    let is_home = |rest: &str| rest.starts_with(|c| HOME_PLACES.contains(c));
    let is_title = |rest: &str| TITLES.iter().any(|title| rest.starts_with(title));
    let is_ranked = RANKS.iter().filter_map(|rank| behind.strip_prefix(rank)).any(is_title);
    is_ranked
        || behind.starts_with('姓')
        || behind.strip_prefix('家').is_some_and(is_home)
        || is_title(behind)
        || is_short_title(behind)
}

/// 于叔, 余局: the sentence goes on behind them, and no longer word does.
fn is_short_title(behind: &str) -> bool {
    let Some(rest) = behind.strip_prefix(|c| SHORT_TITLES.contains(c)) else { return false };
    rest.chars().next().is_none_or(|c| !c.is_alphabetic() || BEHIND_SHORT.contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_surname_stands_alone_only_where_a_name_can() {
        for text in [
            "老于说",
            "小余，",
            "阿余",
            "大范来了",
            "于书记",
            "余副站长",
            "找于队长",
            "联系于队长",
            "东坪于村长",
            "于哥",
            "于老汉",
            "余家湾",
            "请找党主任",
            "党主任：",
            "涂支部书记",
            "小余书记",
        ] {
            assert_eq!(titled(text).len(), 1, "{text}");
        }
    }

    #[test]
    fn words_of_the_township_are_no_surnames() {
        for text in [
            "无障碍和适老说明",
            "老党员",
            "慰问老党员",
            "党支部书记",
            "党总支书记",
            "找党支部书记",
            "老干部",
            "小范围停水",
            "小于10人",
            "小后门",
            "老种植户",
            "小台阶",
            "小余款",
            "小游客",
            "老涂料",
            "小斗争",
            "给适老的",
            "有余镇",
            "其余同志",
            "养老于",
            "大小余",
            "老于世故",
            "大于十户",
            "大范围",
            "大游行",
            "党员干部",
            "党组长",
        ] {
            assert_eq!(titled(text), [], "{text}");
        }
    }
}
