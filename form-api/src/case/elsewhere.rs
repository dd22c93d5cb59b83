//! Letters that another door is made for: a petition (Regulations on petition work), a request for government
//! information (art. 29 of its regulations asks for its own form and gives its own time limit), a report against
//! officials (supervision law: the discipline office keeps it secret). The resident is shown that door and may still
//! send the letter.
//!
//! Words alone, and those that people use for nothing else: a false alarm sends an old person on a useless way, so a
//! letter that merely mentions an earlier petition is left in peace. Deliberately absent: any consequence.

use super::state::words;
use super::submission::{SubmissionKind, search_text};

words! {
    /// A door beside the mailbox.
    Elsewhere {
        /// 信访.
        Petition => "petition",
        /// 依申请公开.
        InformationRequest => "information_request",
        /// 纪检监察举报.
        DisciplineReport => "discipline_report",
    }
}

/// What officials are accused of; said of anybody else, it belongs to the police or the market office.
const MISCONDUCT: &[&str] = &[
    "贪污",
    "受贿",
    "行贿",
    "索贿",
    "收受贿赂",
    "收受财物",
    "收受红包",
    "索要红包",
    "收红包",
    "收黑钱",
    "挪用公款",
    "挪用专项",
    "侵吞集体",
    "侵吞公款",
    "侵占集体",
    "私分公款",
    "私分集体",
    "套取补贴",
    "套取补助",
    "套取国家",
    "套取低保",
    "虚报冒领",
    "优亲厚友",
    "以权谋私",
    "权钱交易",
    "滥用职权",
    "公款吃喝",
    "公款旅游",
    "公车私用",
    "吃拿卡要",
    "违纪违法",
    "违法违纪",
    "严重违纪",
    "失职渎职",
    "玩忽职守",
    "徇私舞弊",
    "买官卖官",
    "拉票贿选",
];

/// Who can be accused of it.
const OFFICIALS: &[&str] = &[
    "干部",
    "书记",
    "支书",
    "主任",
    "镇长",
    "乡长",
    "县长",
    "局长",
    "所长",
    "站长",
    "村长",
    "会计",
    "党员",
    "公职人员",
    "公务员",
    "领导",
    "工作人员",
    "村官",
];

/// That somebody is being accused.
const ACCUSES: &[&str] = &["举报", "检举", "控告", "揭发", "纪委", "监委", "监察委"];

/// Nobody writes these but to ask for information by the regulations.
const ASKS_FOR_INFORMATION: &[&str] = &[
    "信息公开申请",
    "依申请公开",
    "申请信息公开",
    "申请政府信息",
    "申请公开政府信息",
    "政府信息公开条例",
    "申请公开以下",
    "申请公开下列",
    "申请获取以下",
    "申请获取下列",
    "申请公开如下",
];

/// Nobody writes these but in a matter that is a petition already, or is meant to become one.
const PETITIONS: &[&str] = &[
    "信访事项",
    "信访件",
    "信访答复",
    "信访编号",
    "信访复查",
    "信访复核",
    "复查复核",
    "答复意见书",
    "复查意见书",
    "复核意见书",
    "信访条例",
    "信访工作条例",
    "集体上访",
    "越级上访",
    "进京上访",
    "联名上访",
    "联名上书",
    "申请信访",
    "提出信访",
    "我要信访",
    "我要上访",
];

/// Words that many letters mention; in a title they say what it is about.
const PETITION_TITLES: &[&str] = &["信访", "上访"];

/// The door that a letter's own words name, if there is one.
#[must_use]
pub fn elsewhere(kind: SubmissionKind, title: &str, text: &str) -> Option<Elsewhere> {
    let title = search_text(title);
    let text = title.clone() + "\n" + &search_text(text);
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let accuses = kind == SubmissionKind::Report || has(ACCUSES);
    if accuses && has(MISCONDUCT) && has(OFFICIALS) {
        Some(Elsewhere::DisciplineReport)
    } else if has(ASKS_FOR_INFORMATION) {
        Some(Elsewhere::InformationRequest)
    } else if has(PETITIONS) || PETITION_TITLES.iter().any(|word| title.contains(word)) {
        Some(Elsewhere::Petition)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(title: &str, text: &str) -> Option<Elsewhere> {
        elsewhere(SubmissionKind::Complaint, title, text)
    }

    #[test]
    fn a_letter_that_names_its_door_is_shown_it() {
        for (title, text) in [
            ("举报村会计", "我举报村会计虚报冒领低保金，账目对不上。"),
            ("请纪委来查", "村干部侵占集体山林的承包款，请纪委来查。"),
        ] {
            assert_eq!(of(title, text), Some(Elsewhere::DisciplineReport), "{title}");
        }
        let report = elsewhere(SubmissionKind::Report, "修路的钱", "村主任把修路的专项款贪污 了一半。");
        assert_eq!(report, Some(Elsewhere::DisciplineReport), "the kind says that it accuses");
        for (title, text) in [
            ("申请公开征地批文", "依据政府信息公开条例，申请公开二〇二五年河东地块的征地批复。"),
            ("信息公开申请", "申请获取以下信息：村道硬化工程的合同。"),
        ] {
            assert_eq!(of(title, text), Some(Elsewhere::InformationRequest), "{title}");
        }
        for (title, text) in [
            ("不服信访答复", "我收到的答复意见书没有说明理由，我不服。"),
            ("要求复查", "去年的信访事项至今没有结果，请复查复核。"),
            ("我们要上访", "十二户一起，补偿款三年没有发。"),
        ] {
            assert_eq!(of(title, text), Some(Elsewhere::Petition), "{title}");
        }
    }

    #[test]
    fn a_letter_that_only_mentions_such_a_thing_is_left_in_peace() {
        for (title, text) in [
            ("村口路灯坏了", "路灯坏了半个月，反映过两次，请派人看看。"),
            ("补偿款没有到", "找过村里，也去过信访局，都说再等等，请问什么时候能发？"),
            ("请公开低保名单", "村里的低保名单能不能贴出来，大家都想看看。"),
            ("举报黑诊所", "桥头有人无证行医，举报给你们，请查处。"),
            ("窗口态度不好", "便民服务中心的工作人员说话不耐烦，请教育一下。"),
            ("感谢村干部", "村书记冒雨把老人背出来，从来不吃拿卡要，谢谢他。"),
            ("老板欠钱不还", "饭店老板行贿被抓了，欠我们的工钱怎么办？"),
        ] {
            assert_eq!(of(title, text), None, "{title}");
        }
    }

    #[test]
    fn broken_lines_and_full_width_letters_hide_no_word() {
        assert_eq!(of("关于合同", "现依\n申请 公开村道合同。"), Some(Elsewhere::InformationRequest));
    }
}
