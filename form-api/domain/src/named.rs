//! Which staff a text names: by the full name (also with gaps, in pinyin or with the middle masked), and in a report also by
//! the family name with a post (王书记), by what people call each other (老王, 王姐), by the given name with a post, or by a
//! 某. Where several could be meant, all of them are: to hide a report from one person too many costs little, to show it to
//! the one it is about costs the promise.
//!
//! Deliberately absent: offices and what a sender wrote as the name of whom they mean (`accused`), simplified characters (the
//! caller hands them in), and what is done about it.

use std::collections::HashSet;

use privacy::Known;
use privacy::forms::{Form, name_forms};
use privacy::windows::{self, KnownByHash};

use super::submission::search_text;

/// A member of staff, as far as a text can name them.
#[derive(Clone, Copy, Debug)]
pub struct Member<'a> {
    /// Row id.
    pub id: &'a str,
    /// What colleagues read: a name, perhaps with a post or an office.
    pub display_name: &'a str,
}

/// From whom a case is hidden.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Exclusion {
    /// A staff member, by row id.
    Staff(String),
    /// An office, by id.
    Office(String),
}

impl Exclusion {
    /// It hides the case from this staff member, who works in this office.
    #[must_use]
    pub fn is_of(&self, staff_id: &str, office: Option<&str>) -> bool {
        match self {
            Self::Staff(id) => id == staff_id,
            Self::Office(id) => office == Some(id),
        }
    }
}

/// How closely a text is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closely {
    /// Full names.
    FullNames,
    /// Family names with a post too.
    FamilyNames,
}

/// Shorter pinyin is an English word on somebody's page.
const LATIN_LEAST: usize = 6;

/// What stands behind a family name when people speak of somebody in office. The longer ones come first.
pub(crate) const POSTS: [&str; 49] = [
    "党委书记",
    "纪委书记",
    "组织委员",
    "宣传委员",
    "统战委员",
    "武装部长",
    "人大主席",
    "指导员",
    "办事员",
    "联络员",
    "书记",
    "支书",
    "镇长",
    "乡长",
    "村长",
    "县长",
    "主任",
    "科长",
    "股长",
    "所长",
    "站长",
    "局长",
    "处长",
    "部长",
    "主席",
    "委员",
    "会计",
    "出纳",
    "文书",
    "干事",
    "纪委",
    "纪检",
    "监察",
    "督查员",
    "登记员",
    "审核员",
    "科员",
    "队长",
    "组长",
    "经理",
    "校长",
    "院长",
    "秘书",
    "常委",
    "专干",
    "干部",
    "领导",
    "同志",
    "某",
];

/// What may stand between a family name and the post: a deputy is called by the full post as often as by this.
const BETWEEN: [&str; 5] = ["", "副", "代", "老", "的"];

/// What people put before a family name when they speak of somebody they know.
const BEFORE: [char; 4] = ['老', '小', '阿', '大'];

/// What they put behind it.
const BEHIND: [&str; 14] =
    ["大姐", "大哥", "老师", "师傅", "阿姨", "姐", "哥", "叔", "伯", "嫂", "妹", "弟", "总", "工"];

/// What follows a person in a sentence. 小方 is one in 小方说, and none in 小方桌.
const AFTER_PERSON: &str = "的在说是就也又把被收要和与同家他她给让对向跟这那有没不天来去上办拿吃找到曾还都从以为打骂开当用等及们该利经私";

/// The ids of the members that a text names, each once. `posts` are the posts of people in duty by name, from their cards.
#[must_use]
pub fn named_members(
    members: &[Member<'_>],
    posts: &[(String, String)],
    text: &str,
    closely: Closely,
) -> Vec<String> {
    let known: Vec<KnownMember<'_>> = members.iter().map(|member| KnownMember::new(member, posts)).collect();
    let folded = search_text(text);
    let mut named: HashSet<&str> =
        known.iter().filter(|one| one.is_written_in(&folded)).map(|one| one.id).collect();
    let forms = Forms::of(&known);
    for hit in windows::find(&forms, &Known::default(), text) {
        let is_theirs = |one: &&KnownMember<'_>| one.forms.contains(&(hit.form, hit.window.clone()));
        named.extend(known.iter().filter(is_theirs).map(|one| one.id));
    }
    if closely == Closely::FamilyNames {
        let unmasked = with_masks_read(text);
        named.extend(called_by_post(&known, &unmasked));
        named.extend(called_familiarly(&known, &unmasked));
        named.extend(called_by_given_name(&known, &unmasked));
    }
    members.iter().filter(|member| named.contains(member.id)).map(|member| member.id.to_owned()).collect()
}

/// The people who lead a village, as letters call them without a name.
const VILLAGE_LEADERS: [&str; 13] = [
    "村委",
    "村两委",
    "村“两委”",
    "村干部",
    "村领导",
    "村支书",
    "村支部",
    "村书记",
    "村主任",
    "村长",
    "驻村干部",
    "驻村指导员",
    "驻村工作指导员",
];

/// A text speaks of the people who lead the village, or who are sent to it, without a name.
#[must_use]
pub fn names_village_leaders(text: &str) -> bool {
    let text = search_text(text);
    VILLAGE_LEADERS.iter().any(|word| text.contains(&search_text(word)))
}

/// Members whose family name stands before a post, or behind 姓: those of whom it is known that they hold such a post, or,
/// where that is known of nobody, all of the name.
fn called_by_post<'a>(known: &'a [KnownMember<'a>], folded: &str) -> Vec<&'a str> {
    let text: String = folded.chars().filter(|c| c.is_alphanumeric()).collect();
    let families: HashSet<&str> = known.iter().filter_map(|one| one.family.as_deref()).collect();
    let mut named = Vec::new();
    for family in families {
        let of_family = || known.iter().filter(move |one| one.family.as_deref() == Some(family));
        for (at, _) in text.match_indices(family) {
            let rest = &text[at + family.len()..];
            let post = if text[..at].ends_with('姓') { Some("") } else { post_at(rest) };
            let Some(post) = post else { continue };
            let holds = |one: &&KnownMember<'_>| !post.is_empty() && one.post.contains(post);
            let holders: Vec<&str> = of_family().filter(holds).map(|one| one.id).collect();
            if holders.is_empty() {
                named.extend(of_family().map(|one| one.id));
            } else {
                // Of whom no post is known may hold this one too.
                named.extend(of_family().filter(|one| one.post.is_empty()).map(|one| one.id));
                named.extend(holders);
            }
        }
    }
    named
}

/// Members whose family name stands as among people who know each other: 老王, 王姐.
fn called_familiarly<'a>(known: &'a [KnownMember<'a>], folded: &str) -> Vec<&'a str> {
    let text: String = folded.chars().filter(|c| c.is_alphanumeric()).collect();
    let is_called = |family: &str| {
        text.match_indices(family).any(|(at, _)| {
            let rest = &text[at + family.len()..];
            let ends = rest.chars().next().is_none_or(|c| AFTER_PERSON.contains(c))
                || folded.contains(&format!("{family}、"));
            let behind = BEHIND.iter().any(|word| rest.starts_with(word));
            behind || (ends && text[..at].ends_with(BEFORE))
        })
    };
    let is_meant = |one: &&KnownMember<'_>| one.family.as_deref().is_some_and(is_called);
    known.iter().filter(is_meant).map(|one| one.id).collect()
}

/// Members whose given name stands before a post: 建国书记.
fn called_by_given_name<'a>(known: &'a [KnownMember<'a>], folded: &str) -> Vec<&'a str> {
    let is_called = |given: &str| {
        folded
            .match_indices(given)
            .any(|(at, _)| post_at(&folded[at + given.len()..]).is_some_and(|post| !post.is_empty()))
    };
    known.iter().filter(|one| one.given.as_deref().is_some_and(is_called)).map(|one| one.id).collect()
}

/// A text as it is searched, with everything that stands for a hidden character as a 某, and characters that are written in
/// more than one way in the usual one.
pub(crate) fn with_masks_read(text: &str) -> String {
    let chars: Vec<char> = search_text(text).chars().collect();
    let is_mask = |c: char| "×✕╳*○〇●□■".contains(c);
    let is_han = |c: char| ('\u{3400}'..='\u{9fff}').contains(&c);
    let mut read: Vec<char> = Vec::with_capacity(chars.len());
    for (at, c) in chars.iter().copied().enumerate() {
        let is_letter = |c: char| c.is_ascii_alphabetic() && c != 'x';
        // An x is one beside a Chinese character or another one, and not in a word.
        let is_x = c == 'x'
            && read.last().is_some_and(|before| is_han(*before))
            && chars.get(at + 1).is_none_or(|next| !is_letter(*next));
        read.push(match c {
            _ if is_mask(c) || is_x => '某',
            '囯' | '囶' => '国',
            '髙' => '高',
            c => c,
        });
    }
    read.into_iter().collect()
}

/// The post at the beginning of a text, with what may stand before it; of 某 none is known.
pub(crate) fn post_at(rest: &str) -> Option<&'static str> {
    let after = |between: &str| rest.strip_prefix(between);
    let found = BETWEEN
        .iter()
        .filter_map(|between| after(between))
        .find_map(|rest| POSTS.iter().copied().find(|post| rest.starts_with(post)))?;
    Some(if found == "某" { "" } else { found })
}

/// A member in the forms in which a text can name them.
pub(crate) struct KnownMember<'a> {
    pub(crate) id: &'a str,
    /// The display name as it is searched.
    pub(crate) whole: String,
    /// Plain forms of the full name.
    pub(crate) forms: Vec<(Form, String)>,
    /// The family name.
    pub(crate) family: Option<String>,
    /// The given name, of two characters or more.
    pub(crate) given: Option<String>,
    /// What is known of their post.
    pub(crate) post: String,
}

impl<'a> KnownMember<'a> {
    pub(crate) fn new(member: &Member<'a>, posts: &[(String, String)]) -> Self {
        let names = names_in(member.display_name);
        let mut post = member.display_name.to_owned();
        let mut is_known = POSTS.iter().any(|one| one.chars().count() > 1 && post.contains(one));
        for (_, of_card) in posts.iter().filter(|(name, _)| names.contains(name)) {
            post.push_str(of_card);
            is_known = true;
        }
        let forms = names
            .iter()
            .flat_map(|name| name_forms(name))
            .filter(|(form, plain)| match form {
                Form::Name => true,
                Form::Latin => plain.len() >= LATIN_LEAST,
                // 王某 is anybody of the name; with another character it is one person.
                Form::Masked => !plain.starts_with('*') && !plain.ends_with('*'),
                _ => false,
            })
            .collect();
        let family = names.first().map(String::as_str).or(Some(member.display_name)).and_then(family_of);
        let given = names.first().zip(family.as_ref()).and_then(|(name, family)| {
            name.strip_prefix(family.as_str()).filter(|given| given.chars().count() >= 2).map(str::to_owned)
        });
        Self {
            id: member.id,
            whole: search_text(member.display_name),
            forms,
            family,
            given,
            post: if is_known { post } else { String::new() },
        }
    }

    fn is_written_in(&self, folded: &str) -> bool {
        self.whole.chars().count() >= 2 && folded.contains(&self.whole)
    }
}

fn family_of(name: &str) -> Option<String> {
    privacy::surname(name).map(str::to_owned)
}

/// Full names in a display name: runs of Chinese characters that begin with a family name and are as long as names are,
/// without the post behind them or the office before them.
fn names_in(display_name: &str) -> Vec<String> {
    let is_han = |c: char| ('\u{3400}'..='\u{9fff}').contains(&c) || c >= '\u{20000}';
    let runs = display_name.split(|c: char| !is_han(c) && c != '·').filter(|run| !run.is_empty());
    runs.filter_map(|run| {
        let post = POSTS.iter().find(|post| run.ends_with(**post) && post.chars().count() > 1);
        let run = post.map_or(run, |post| &run[..run.len() - post.len()]);
        let chars: Vec<char> = run.chars().collect();
        let is_name = |length: usize| {
            let tail: String = chars[chars.len().checked_sub(length)?..].iter().collect();
            let family = privacy::surname(&tail)?.chars().count();
            (length > family && length <= family + 2).then_some(tail)
        };
        // A whole run that is a name is one; else the name stands behind an office.
        if chars.len() <= 4
            && let Some(name) = is_name(chars.len())
        {
            return Some(name);
        }
        [4, 3, 2].into_iter().find_map(is_name)
    })
    .collect()
}

/// The forms of all members, asked for as hashes are.
struct Forms {
    all: HashSet<(&'static str, String)>,
    lengths: [Vec<usize>; 3],
}

impl Forms {
    const KINDS: [Form; 3] = [Form::Name, Form::Latin, Form::Masked];

    fn of(members: &[KnownMember<'_>]) -> Self {
        let forms = || members.iter().flat_map(|one| &one.forms);
        let lengths = Self::KINDS.map(|kind| {
            let of_kind = forms().filter(|(form, _)| *form == kind);
            let mut lengths: Vec<usize> = of_kind.map(|(_, plain)| plain.chars().count()).collect();
            lengths.sort_unstable();
            lengths.dedup();
            lengths
        });
        Self { all: forms().map(|(form, plain)| (form.as_str(), plain.clone())).collect(), lengths }
    }
}

impl KnownByHash for Forms {
    fn lengths(&self, form: Form) -> &[usize] {
        let at = Self::KINDS.iter().position(|kind| *kind == form);
        at.map_or(&[], |at| &self.lengths[at])
    }

    fn knows(&self, form: Form, plain: &str) -> bool {
        self.all.contains(&(form.as_str(), plain.to_owned()))
    }

    fn is_allowed(&self, _: &str) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STAFF: [Member<'_>; 6] = [
        Member { id: "lin", display_name: "林秋月" },
        Member { id: "wei", display_name: "综合办 尉迟翀" },
        Member { id: "fan", display_name: "樊青川副主任" },
        Member { id: "fan2", display_name: "樊稻生" },
        Member { id: "clerk", display_name: "registrar of the test" },
        Member { id: "shu", display_name: "舒书记" },
    ];

    fn named(text: &str, closely: Closely) -> Vec<String> {
        let posts = [("樊稻生".to_owned(), "农业农村办公室科员".to_owned())];
        named_members(&STAFF, &posts, text, closely)
    }

    #[test]
    fn a_full_name_is_found_however_it_is_written() {
        for text in [
            "林秋月收了钱",
            "林 秋 月收了钱",
            "林·秋月收了钱",
            "举报Lin Qiuyue收钱",
            "linqiuyue",
            "是林某月，不是别人",
            "林*月收了钱",
        ] {
            assert_eq!(named(text, Closely::FullNames), ["lin"], "{text}");
        }
        assert_eq!(named("尉迟翀不给办", Closely::FullNames), ["wei"]);
        assert_eq!(named("找樊青川副主任", Closely::FullNames), ["fan"]);
        assert_eq!(named("Registrar of the Test took it", Closely::FullNames), ["clerk"]);
        assert!(named("林业站的路灯，秋月小区", Closely::FamilyNames).is_empty());
    }

    #[test]
    fn who_leads_a_village_is_named_without_a_name() {
        for text in
            ["村干部分得不公", "水口村书记不管事", "我们村长说没钱", "驻村工作指导员没来过", "村委会不开门"]
        {
            assert!(names_village_leaders(text), "{text}");
        }
        for text in ["村口的路灯坏了", "镇里的书记来过", "村里人都知道"] {
            assert!(!names_village_leaders(text), "{text}");
        }
    }

    #[test]
    fn a_family_name_with_a_post_is_whoever_could_be_meant() {
        for (text, who) in [
            ("林书记收了钱", vec!["lin"]),
            ("林副书记收了钱", vec!["lin"]),
            ("姓林的收了钱", vec!["lin"]),
            ("林某收了钱", vec!["lin"]),
            ("林某某收了钱", vec!["lin"]),
            ("尉迟主任收了钱", vec!["wei"]),
            ("樊主任收了钱", vec!["fan"]),
            ("樊副主任收了钱", vec!["fan"]),
            ("樊科员收了钱", vec!["fan2"]),
            ("樊镇长收了钱", vec!["fan", "fan2"]),
            ("舒书记收了钱", vec!["shu"]),
            ("老林收了钱", vec!["lin"]),
            ("小林，收了钱", vec!["lin"]),
            ("林大姐收了钱", vec!["lin"]),
            ("林老师收了钱", vec!["lin"]),
            ("林XX收了钱", vec!["lin"]),
            ("林○○收了钱", vec!["lin"]),
            ("林**收了钱", vec!["lin"]),
            ("林纪委收了钱", vec!["lin"]),
            ("秋月书记收了钱", vec!["lin"]),
            ("稻生科员收了钱", vec!["fan2"]),
            ("小林子里有鸟", vec![]),
        ] {
            assert_eq!(named(text, Closely::FamilyNames), who, "{text}");
        }
        assert!(named("林书记收了钱", Closely::FullNames).is_empty(), "a complaint is read for full names");
    }
}
