//! Whom a sender means who was asked whom their letter is about. Nobody may be told "they will not see it" who cannot be sure
//! of it: so this reads every character of it, and says whether all of it was understood.
//!
//! Deliberately absent: the letter's own text (`named`), simplified characters (the caller hands them in), and what is done
//! about it.

use std::collections::HashSet;

use super::named::{Closely, KnownMember, Member, POSTS, named_members, post_at, with_masks_read};

/// An office, as far as a text can name it.
#[derive(Clone, Copy, Debug)]
pub struct OfficeNames<'a> {
    /// Unit of the content.
    pub id: &'a str,
    /// The whole name.
    pub name: &'a str,
    /// The short one.
    pub short: &'a str,
}

/// What was understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accused {
    /// Ids of the members who are meant, or could be.
    pub members: Vec<String>,
    /// Ids of the offices.
    pub offices: Vec<String>,
    /// All that was written leads to somebody for sure.
    pub is_clear: bool,
}

/// Between names, and around them.
const GLUE: &str = "的和与及跟等以还有";

/// Behind a name or an office it names nobody else.
const NOBODY_ELSE: [&str; 7] = ["工作人员", "办公人员", "同志", "先生", "女士", "人员", "干部"];

/// Reads whom a letter is about. `posts` are the posts of people in duty by name, from their cards.
#[must_use]
pub fn read_accused(
    members: &[Member<'_>],
    posts: &[(String, String)],
    offices: &[OfficeNames<'_>],
    text: &str,
) -> Accused {
    let known: Vec<KnownMember<'_>> = members.iter().map(|member| KnownMember::new(member, posts)).collect();
    let mut reading = Reading::new(text);
    let mut named: HashSet<String> =
        named_members(members, posts, text, Closely::FamilyNames).into_iter().collect();
    named.extend(reading.take_names(&known));
    let offices = reading.take_offices(offices);
    reading.take_what_follows();
    let is_clear = reading.is_read() && (!named.is_empty() || !offices.is_empty());
    let members = members.iter().map(|one| one.id).filter(|id| named.contains(*id));
    Accused { members: members.map(str::to_owned).collect(), offices, is_clear }
}

/// Offices that a text names: by a name, by the short one, or by any shortening that ends as they do.
#[must_use]
pub fn named_offices(offices: &[OfficeNames<'_>], text: &str) -> Vec<String> {
    Reading::new(text).take_offices(offices)
}

/// The characters of a text that say something, and which of them were understood.
struct Reading {
    chars: Vec<char>,
    /// Something stood before it that says nothing: a blank, a comma.
    is_apart: Vec<bool>,
    is_read: Vec<bool>,
}

impl Reading {
    fn new(text: &str) -> Self {
        let (mut chars, mut is_apart, mut apart) = (Vec::new(), Vec::new(), true);
        for c in with_masks_read(text).chars() {
            if c.is_alphanumeric() {
                chars.push(c);
                is_apart.push(apart);
                apart = false;
            } else {
                apart = true;
            }
        }
        let is_read = vec![false; chars.len()];
        Self { chars, is_apart, is_read }
    }

    fn is_read(&self) -> bool {
        self.chars.iter().zip(&self.is_read).all(|(c, is_read)| *is_read || GLUE.contains(*c))
    }

    fn find(&self, word: &str) -> Vec<(usize, usize)> {
        let word: Vec<char> = word.chars().filter(|c| c.is_alphanumeric()).collect();
        if word.is_empty() {
            return Vec::new();
        }
        let starts = self.chars.windows(word.len()).enumerate().filter(|(_, window)| *window == word);
        starts.map(|(at, _)| (at, at + word.len())).collect()
    }

    fn rest(&self, from: usize) -> String {
        self.chars.iter().skip(from).collect()
    }

    fn take(&mut self, places: &[(usize, usize)]) -> bool {
        for (from, to) in places {
            self.is_read[*from..*to].fill(true);
        }
        !places.is_empty()
    }

    /// Takes what names one member for sure; gives the ids of those whom it names.
    fn take_names(&mut self, known: &[KnownMember<'_>]) -> Vec<String> {
        let mut named = Vec::new();
        for one in known {
            let plain =
                one.forms.iter().filter(|(_, plain)| !plain.contains('*')).map(|(_, plain)| plain.clone());
            let whole = Some(one.whole.clone()).filter(|whole| whole.chars().count() >= 2);
            let places: Vec<_> = plain.chain(whole).flat_map(|name| self.find(&name)).collect();
            let masked = self.find_masked(one, known);
            let given = self.find_given(one, known);
            let by_post = self.find_by_post(one, known);
            if self.take(&[places, masked, given, by_post].concat()) {
                named.push(one.id.to_owned());
            }
        }
        named
    }

    /// 王某国, where that is one member.
    fn find_masked(&self, one: &KnownMember<'_>, known: &[KnownMember<'_>]) -> Vec<(usize, usize)> {
        let pattern = |one: &KnownMember<'_>| {
            let (family, given) = (one.family.as_ref()?, one.given.as_ref()?);
            Some(format!("{family}某{}", given.chars().last()?))
        };
        let Some(own) = pattern(one) else { return Vec::new() };
        let is_alone = known.iter().filter(|other| pattern(other).as_ref() == Some(&own)).count() == 1;
        if is_alone { self.find(&own) } else { Vec::new() }
    }

    /// 建国, where one member is called so.
    fn find_given(&self, one: &KnownMember<'_>, known: &[KnownMember<'_>]) -> Vec<(usize, usize)> {
        let Some(own) = &one.given else { return Vec::new() };
        let is_alone = known.iter().filter(|other| other.given.as_ref() == Some(own)).count() == 1;
        if is_alone { self.find(own) } else { Vec::new() }
    }

    /// 王书记, where one member of the name is known to hold the post and of no other one the post is unknown.
    fn find_by_post(&self, one: &KnownMember<'_>, known: &[KnownMember<'_>]) -> Vec<(usize, usize)> {
        let Some(family) = &one.family else { return Vec::new() };
        let of_family = |other: &&KnownMember<'_>| other.family.as_ref() == Some(family);
        self.find(family)
            .into_iter()
            .filter_map(|(from, to)| {
                let rest = self.rest(to);
                let post = post_at(&rest).filter(|post| !post.is_empty())?;
                let could_be = |other: &&KnownMember<'_>| other.post.is_empty() || other.post.contains(post);
                let is_alone = known.iter().filter(of_family).filter(could_be).count() == 1;
                if !is_alone || !one.post.contains(post) {
                    return None;
                }
                let before: usize = rest.split(post).next().map_or(0, |between| between.chars().count());
                Some((from, to + before + post.chars().count()))
            })
            .collect()
    }

    /// Takes the offices that are named.
    fn take_offices(&mut self, offices: &[OfficeNames<'_>]) -> Vec<String> {
        let mut named: Vec<&str> = Vec::new();
        for office in offices {
            let stem = stem_of(office.name);
            let whole =
                [office.name, office.short, stem].into_iter().filter(|word| word.chars().count() >= 2);
            let places: Vec<_> =
                whole.flat_map(|word| self.find(word)).filter(|(from, to)| to - from >= 3).collect();
            if self.take(&places) {
                named.push(office.id);
            }
        }
        for (from, end, to) in self.find_shortened(offices) {
            let run = &self.chars[from..end];
            let meant: Vec<&str> =
                offices.iter().filter(|office| shortens(run, office)).map(|office| office.id).collect();
            // Where two could be meant, it is hidden from both, and not understood.
            if meant.len() == 1 {
                self.is_read[from..to].fill(true);
            }
            named.extend(meant);
        }
        named.sort_unstable();
        named.dedup();
        offices.iter().map(|office| office.id).filter(|id| named.contains(id)).map(str::to_owned).collect()
    }

    /// The longest shortening of any office's name before each 办: where it begins, where the 办 stands, where that ends.
    fn find_shortened(&self, offices: &[OfficeNames<'_>]) -> Vec<(usize, usize, usize)> {
        const LONGEST: usize = 10;
        let ends = (0..self.chars.len()).filter(|at| self.chars[*at] == '办');
        ends.filter_map(|end| {
            let to = if self.chars[end..].starts_with(&['办', '公', '室']) { end + 3 } else { end + 1 };
            let from = (end.saturating_sub(LONGEST)..end.saturating_sub(1))
                .find(|from| offices.iter().any(|office| shortens(&self.chars[*from..end], office)))?;
            Some((from, end, to))
        })
        .collect()
    }

    /// Behind somebody who was understood, a post is theirs.
    fn take_what_follows(&mut self) {
        let mut at = 0;
        while at < self.chars.len() {
            let follows = at > 0 && self.is_read[at - 1] && !self.is_read[at] && !self.is_apart[at];
            if follows {
                let rest = self.rest(at);
                let is_theirs = |word: &&&str| rest.starts_with(**word) && **word != "某";
                let word = POSTS.iter().chain(&NOBODY_ELSE).filter(|word| **word != "领导").find(is_theirs);
                let length = match word {
                    Some(word) => word.chars().count(),
                    None if rest.starts_with(['副', '的']) => 1,
                    None => 0,
                };
                self.is_read[at..at + length].fill(true);
            }
            // What was understood just now may be followed in its turn.
            at += 1;
        }
    }
}

/// The name without what every office is called.
fn stem_of(name: &str) -> &str {
    name.strip_suffix("办公室").or_else(|| name.strip_suffix("办")).unwrap_or(name)
}

/// Two or more characters of an office's name in their order.
fn shortens(run: &[char], office: &OfficeNames<'_>) -> bool {
    let is_in = |name: &str| {
        let mut left = name.chars();
        run.iter().all(|wanted| left.any(|c| c == *wanted))
    };
    run.len() >= 2 && (is_in(stem_of(office.name)) || is_in(stem_of(office.short)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const STAFF: [Member<'_>; 6] = [
        Member { id: "wang", display_name: "王建国" },
        Member { id: "zhao", display_name: "赵敏" },
        Member { id: "li", display_name: "李秀英" },
        Member { id: "li2", display_name: "李和平" },
        Member { id: "yu", display_name: "余晓峰" },
        Member { id: "clerk", display_name: "registrar of the test" },
    ];
    const OFFICES: [OfficeNames<'_>; 5] = [
        OfficeNames { id: "cunjian", name: "村镇建设办公室", short: "村建办" },
        OfficeNames { id: "shehui", name: "社会事务办公室", short: "社会办" },
        OfficeNames { id: "nongye", name: "农业农村办公室", short: "农业办" },
        OfficeNames { id: "zonghe", name: "党政综合办公室", short: "综合办" },
        OfficeNames { id: "huanbao", name: "生态环境办公室", short: "环保办" },
    ];

    fn read(text: &str) -> (Vec<String>, Vec<String>, bool) {
        let posts = [("余晓峰".to_owned(), "农业农村办公室科员".to_owned())];
        let accused = read_accused(&STAFF, &posts, &OFFICES, text);
        (accused.members, accused.offices, accused.is_clear)
    }

    #[test]
    fn who_is_meant_for_sure_is_understood() {
        for (text, members, offices) in [
            ("王建国", vec!["wang"], vec![]),
            ("王建国同志", vec!["wang"], vec![]),
            ("王 建 国", vec!["wang"], vec![]),
            ("王建囯", vec!["wang"], vec![]),
            ("王X国", vec!["wang"], vec![]),
            ("建国", vec!["wang"], vec![]),
            ("建国书记", vec!["wang"], vec![]),
            ("赵、敏", vec!["zhao"], vec![]),
            ("李和平和王建国", vec!["wang", "li2"], vec![]),
            ("余科员", vec!["yu"], vec![]),
            ("Wang Jianguo", vec!["wang"], vec![]),
            ("registrar of the test", vec!["clerk"], vec![]),
            ("村镇建设办", vec![], vec!["cunjian"]),
            ("社会事务办", vec![], vec!["shehui"]),
            ("社事办", vec![], vec!["shehui"]),
            ("农业办主任", vec![], vec!["nongye"]),
            ("综合办公室", vec![], vec!["zonghe"]),
            ("环保办的工作人员", vec![], vec!["huanbao"]),
            ("村建办的李秀英、农业办", vec!["li"], vec!["cunjian", "nongye"]),
        ] {
            assert_eq!(
                read(text),
                (
                    members.into_iter().map(str::to_owned).collect(),
                    offices.into_iter().map(str::to_owned).collect(),
                    true
                ),
                "{text}"
            );
        }
    }

    #[test]
    fn what_could_be_anybody_is_hidden_from_whom_it_could_mean_and_not_called_clear() {
        for (text, members, offices) in [
            ("老赵", vec!["zhao"], vec![]),
            ("赵姐", vec!["zhao"], vec![]),
            ("小李", vec!["li", "li2"], vec![]),
            ("王XX", vec!["wang"], vec![]),
            ("王○○", vec!["wang"], vec![]),
            ("王**", vec!["wang"], vec![]),
            ("王某某", vec!["wang"], vec![]),
            ("王书记", vec!["wang"], vec![]),
            ("赵纪委", vec!["zhao"], vec![]),
            ("登记员", vec![], vec![]),
            ("村建办的小李", vec!["li", "li2"], vec!["cunjian"]),
            ("王建国和隔壁的人", vec!["wang"], vec![]),
            ("王建国、书记", vec!["wang"], vec![]),
            ("王建国的领导", vec!["wang"], vec![]),
            ("镇里的人", vec![], vec![]),
            ("村办", vec![], vec![]),
            ("、，", vec![], vec![]),
        ] {
            assert_eq!(
                read(text),
                (
                    members.into_iter().map(str::to_owned).collect(),
                    offices.into_iter().map(str::to_owned).collect(),
                    false
                ),
                "{text}"
            );
        }
    }
}
