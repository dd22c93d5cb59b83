//! Which staff a text names: by the full name (also with gaps, in pinyin or with the middle masked), and in a report also by
//! the family name with a post (王书记) or a 某. Where several could be meant, all of them are: to hide a report from one
//! person too many costs little, to show it to the one it is about costs the promise.
//!
//! Deliberately absent: offices (`steps::named`), and what is done about it.

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
const POSTS: [&str; 43] = [
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
        named.extend(called_by_post(&known, &folded));
    }
    members.iter().filter(|member| named.contains(member.id)).map(|member| member.id.to_owned()).collect()
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

/// The post at the beginning of a text, with what may stand before it; of 某 none is known.
fn post_at(rest: &str) -> Option<&'static str> {
    let after = |between: &str| rest.strip_prefix(between);
    let found = BETWEEN
        .iter()
        .filter_map(|between| after(between))
        .find_map(|rest| POSTS.iter().copied().find(|post| rest.starts_with(post)))?;
    Some(if found == "某" { "" } else { found })
}

/// A member in the forms in which a text can name them.
struct KnownMember<'a> {
    id: &'a str,
    /// The display name as it is searched.
    whole: String,
    /// Plain forms of the full name.
    forms: Vec<(Form, String)>,
    /// The family name.
    family: Option<String>,
    /// What is known of their post.
    post: String,
}

impl<'a> KnownMember<'a> {
    fn new(member: &Member<'a>, posts: &[(String, String)]) -> Self {
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
        Self {
            id: member.id,
            whole: search_text(member.display_name),
            forms,
            family,
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
        ] {
            assert_eq!(named(text, Closely::FamilyNames), who, "{text}");
        }
        assert!(named("林书记收了钱", Closely::FullNames).is_empty(), "a complaint is read for full names");
    }
}
