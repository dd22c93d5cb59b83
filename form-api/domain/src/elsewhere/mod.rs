//! Letters that another door is made for: a petition (Regulations on petition work), a request for government
//! information (art. 29 of its regulations asks for its own form and gives its own time limit), a report against
//! officials (supervision law: the discipline office keeps it secret). The resident is shown that door and may still
//! send the letter.
//!
//! Words alone, and those that people use for nothing else: a false alarm sends an old person on a useless way, so a
//! letter that merely mentions an earlier petition is left in peace. Few write the words of the law: what an official
//! does in plain words counts where one sentence says both. Deliberately absent: any consequence.

mod lists;

use super::submission::{SubmissionKind, search_text};
use lists::*;
use record::words;

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

/// The door that a letter's own words name, if there is one.
#[must_use]
pub fn elsewhere(kind: SubmissionKind, title: &str, text: &str) -> Option<Elsewhere> {
    let title = search_text(title);
    let text = title.clone() + "\n" + &search_text(text);
    if reports(kind, &text) {
        Some(Elsewhere::DisciplineReport)
    } else if asks_for_information(&text) {
        Some(Elsewhere::InformationRequest)
    } else if petitions(&title, &text) {
        Some(Elsewhere::Petition)
    } else {
        None
    }
}

/// The words of the procedure, a title that says it, or a sentence that wants another answer that way.
fn petitions(title: &str, text: &str) -> bool {
    let title = PETITION_HOUSES.iter().fold(title.to_owned(), |title, house| title.replace(house, ""));
    let wants = |sentence: &str| has(sentence, NOT_CONTENT) && has(sentence, BY_PETITION);
    has(text, PETITIONS) || has(&title, PETITION_TITLES) || text.split(ENDS_OF_SENTENCES).any(wants)
}

fn has(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
}

/// Either a word that accuses, with an official and the law's word for the deed anywhere, or a sentence that says who
/// did what.
fn reports(kind: SubmissionKind, text: &str) -> bool {
    let accuses = kind == SubmissionKind::Report || has(text, ACCUSES);
    let mut officials = after_each(text, OFFICIALS).chain(after_each(text, PERHAPS_OFFICIALS));
    if accuses && has(text, MISCONDUCT) && officials.next().is_some() {
        return true;
    }
    let is_present = text.contains("红包") && has(text, PRESENTS);
    kind != SubmissionKind::Thanks && !is_present && text.split(ENDS_OF_SENTENCES).any(accuses_plainly)
}

/// The sentence says that an official did what no official may do.
fn accuses_plainly(sentence: &str) -> bool {
    if has(sentence, NOT_SO) {
        return false;
    }
    let deeds: Vec<&Deed> =
        DEEDS.iter().filter(|(_, _, besides)| besides.iter().all(|words| has(sentence, words))).collect();
    after_each(sentence, OFFICIALS).any(|after| {
        // A letter without a full stop is one sentence: each official in it is followed only so far.
        let after = after.char_indices().nth(FAR).map_or(after, |(end, _)| &after[..end]);
        deeds.iter().any(|(begins, follows, _)| does(after, begins, follows))
    })
}

/// What stands behind each of these words that means an official of ours.
fn after_each<'a>(text: &'a str, words: &'static [&'static str]) -> impl Iterator<Item = &'a str> {
    words.iter().flat_map(|word| text.match_indices(word)).filter_map(|(at, word)| {
        let (before, after) = (&text[..at], &text[at + word.len()..]);
        let behind = before.trim_end_matches(['村', '镇', '乡', '里', '的']);
        let is_other = NOT_THIS_ONE.iter().any(|other| behind.ends_with(other))
            || after.starts_with(NOT_THIS_ONE_EITHER);
        (!is_other).then_some(after)
    })
}

/// The deed is done, and by the official in front.
fn does(after: &str, begins: &[&str], follows: &[&str]) -> bool {
    let is_whole = |rest: &str| {
        let clause = rest.split(',').next().unwrap_or_default();
        follows.iter().any(|word| clause.find(word).is_some_and(|at| clause[..at].chars().count() <= SOON))
    };
    begins.iter().flat_map(|word| after.match_indices(word)).any(|(at, word)| {
        let between = &after[..at];
        // "Of" an official stands right behind.
        between.chars().count() <= if word.starts_with('的') { 0 } else { NEAR }
            && !has(between, ANOTHER)
            && !between.chars().rev().take(3).any(|c| NOT_DONE.contains(c))
            && is_whole(&after[at + word.len()..])
    })
}

/// By the regulations on government information, not only that something be shown.
fn asks_for_information(text: &str) -> bool {
    let asks = |sentence: &str| {
        (has(sentence, ASKS) && has(sentence, ON_PAPER))
            || (has(sentence, APPLIES) && has(sentence, GOVERNMENT) && has(sentence, PAPERS))
    };
    let applies = || (has(text, APPLIES) && has(text, ON_PAPER)) || text.split(ENDS_OF_SENTENCES).any(asks);
    has(text, ASKS_FOR_INFORMATION) || (!has(text, VILLAGE_AFFAIRS) && applies())
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
            ("修路的答复", "镇里上个月给了答复，我不服，要信访。"),
        ] {
            assert_eq!(of(title, text), Some(Elsewhere::Petition), "{title}");
        }
    }

    #[test]
    fn a_letter_that_only_mentions_such_a_thing_is_left_in_peace() {
        for (title, text) in [
            ("村口路灯坏了", "路灯坏了半个月，反映过两次，请派人看看。"),
            ("信访接待室门口的灯坏了", "晚上看不清台阶，请换一个灯泡。"),
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

    #[test]
    fn an_official_is_accused_in_plain_words() {
        for (title, text) in [
            ("村会计贪了修路的钱", "村会计贪了修路的钱"),
            ("修路的钱", "去年修路的钱被村会计贪了一半，账也不公布。"),
            ("低保名额", "村委会主任把低保名额给了自己亲戚"),
            ("低保不公平", "村委会主任把低保名额给了自己的亲戚，真正困难的人没有。"),
            ("办事要红包", "民政所的干部办低保收红包，钱都进了自己腰包。"),
            ("收红包", "镇里管建房的主任收红包，收的钱进了自己腰包"),
            ("砂石老板的好处", "所长收了砂石老板的好处，河边的砂石堆没人管。"),
            ("补偿款去哪了", "征地补偿款发下来，村支书截留了一部分，装进了自己的口袋。"),
            ("公益岗位", "村主任把两个公益岗位都安排给自己的儿媳妇和侄子。"),
            ("危房指标", "村支书把危房改造的指标给了他弟弟，我家房子要倒了也没有。"),
            ("不送礼不办事", "村主任不送礼就不盖章，老百姓敢怒不敢言。"),
            ("救灾物资", "村干部私吞救灾物资，大米和棉被都拉回自己家了。"),
            ("低保都是干部亲戚", "村里的低保都给了村干部的亲戚。"),
            ("集体山林", "村干部侵占集体山林的承包款，十几年没有分过一分钱。"),
            ("虚报面积", "村文书虚报冒领种粮补贴，虚报了二十亩。"),
            ("建房要好处费", "批宅基地的时候，村主任要好处费三千元。"),
            ("吃回扣", "镇里的站长买种子吃回扣，种子都是次品。"),
            ("公车私用", "镇长公车私用，周末拿公家的车接孩子。"),
            ("举报村主任", "举报村主任，他把集体的地贱卖给熟人，贪污受贿。"),
            ("村长", "村长把扶贫款吞了，老人一分钱没拿到。"),
            ("移民款", "移民款发到村里，被村书记克扣了，每户少了五百元。"),
            ("亲戚吃低保", "村书记的亲戚都吃低保，家里还有小汽车。"),
            ("工程", "镇里修水渠的工程，村主任包给自己的弟弟，质量很差。"),
            ("低保办给家人", "村主任给自己亲戚办低保，真困难的排不上队。"),
            ("养殖补助", "养殖补助的钱进了村主任的腰包，我们一户都没有拿到。"),
            ("村干部吃喝", "村两委公款吃喝，一年吃掉好几万。"),
            ("会计的事", "村会计把我们的移民补助贪了，问他他就躲。"),
            ("村支书", "村支书收了包工头的红包，路修得跟豆腐渣一样。"),
            ("主任要钱", "办准建证，村主任要红包，不给就拖着不签字。"),
            ("危房款", "危房改造款被村长截留了五千元。"),
            ("村干部分低保", "村干部把低保都给了自己家的亲戚，五保老人反而没有。"),
            ("会计套取", "村会计用死人的名字套取低保，领了三年。"),
            ("书记吃回扣", "修祠堂的时候村书记吃回扣，水泥都是过期的。"),
            ("所长", "国土所的所长收过砖厂的黑钱，毁田没人管。"),
            ("救济粮", "镇里发的救济粮物资，被村主任私吞了一半。"),
            ("公款", "村委用公款吃喝，欠饭店好几万，公款旅游也有。"),
            ("儿媳妇", "村书记安排公益岗位给自己的儿媳妇，她从来没有扫过地。"),
            ("优亲厚友", "评贫困户的时候村干部优亲厚友，大家不服。"),
        ] {
            assert_eq!(of(title, text), Some(Elsewhere::DisciplineReport), "{title}: {text}");
        }
        let report = elsewhere(SubmissionKind::Report, "砂石", "村镇建设办公室有人收了砂石老板的好处。");
        assert_eq!(report, Some(Elsewhere::DisciplineReport));
        assert_eq!(
            elsewhere(SubmissionKind::Thanks, "谢谢", "村干部收了红包又退了。"),
            None,
            "thanks accuse nobody"
        );
    }

    #[test]
    fn papers_of_the_government_are_asked_for_with_a_stamp() {
        for (title, text) in [
            ("申请公开", "我要申请公开镇里的补助账目文件，盖章书面答复"),
            ("公开", "请公开镇里去年救灾款的使用明细，要求书面答复并盖章。"),
            ("修河堤合同", "我申请公开镇政府修河堤的合同和付款清单。"),
            ("征地批文", "申请查阅县里批准我们这片征地的批文，请给书面答复。"),
            ("依法申请", "我想申请公开政府修水库的预算，要加盖公章的答复。"),
            ("会议纪要", "申请复制镇政府关于拆迁的会议纪要。"),
            ("申请查阅", "本人申请查阅镇政府二〇二四年河道清淤项目的招标文件，请书面答复。"),
            ("批复", "申请公开县里给我们镇修路的批复和资金明细。"),
            ("盖章答复", "请公开镇里发放种粮补贴的名单，我要盖章的书面答复。"),
        ] {
            assert_eq!(of(title, text), Some(Elsewhere::InformationRequest), "{title}: {text}");
        }
    }

    /// What a village must show anyhow is no request to the government, even where an answer on paper is asked for.
    #[test]
    fn the_accounts_of_a_village_are_left_to_the_mailbox() {
        for (title, text) in [
            ("请公开2025年村集体收支账目", "请公开2025年村集体收支账目"),
            ("村里的账", "村里的账两年没有贴出来了，请镇里督促村委会公开，给大家一个书面答复。"),
            ("公开栏", "村委会的公开栏破了，低保名单看不清，请换一块。"),
            ("村务公开栏", "请公开村里修路的账目，贴在公开栏上。"),
            ("村集体的账", "我要申请公开村集体的账目，盖章书面答复。"),
        ] {
            assert_eq!(of(title, text), None, "{title}: {text}");
        }
    }

    #[test]
    fn a_letter_that_accuses_no_official_is_left_in_peace() {
        for (title, text) in [
            ("感谢村会计", "村会计帮我把补贴的钱一笔一笔算清楚，从来没有多收，谢谢他。"),
            ("婚礼红包", "村主任儿子结婚，大家都送了婚礼红包，他收了红包又全部退回来，真是好干部。"),
            ("婚礼红包", "我结婚那天在饭店被偷了红包，村书记帮我报的警，请尽快破案。"),
            ("医生收红包", "镇卫生院的医生收红包，不给就不安排床位，请领导查处。"),
            ("举报医生", "举报县医院的科主任收红包，手术前收了我们两千元。"),
            ("饭店老板", "饭店老板少找钱，还说他的钱进了自己腰包就不退，请管管。"),
            ("邻居占地", "邻居把公家的路占了一半，村干部来说过他不听，请镇里处理。"),
            ("问政策", "请问村干部的亲戚能不能申请低保，有没有什么规定？"),
            ("问政策", "如果村干部贪了钱，应该向哪里举报？"),
            ("工厂会计", "我们厂的会计贪了我们的加班费，老板不管，请镇里帮忙。"),
            ("村书记垫钱", "村书记自掏腰包给村里装了路灯，花了八千元，希望镇里表扬。"),
            ("骗子", "有人冒充镇里的干部收红包，说能办低保，请大家提防。"),
            ("快递站长", "快递站站长收钱不给票，每件多收两块。"),
            ("班主任", "孩子的班主任收了家长的红包，座位就往前排。"),
            ("低保没评上", "我家低保没有评上，村主任说名额给了更困难的人家，想问评的标准是什么？"),
            ("村主任帮忙", "村主任帮我亲戚申请了低保，跑了好几趟，感谢他。"),
            ("请主任查", "请主任查一查，小卖部的老板收了钱不给货。"),
            ("包工头", "修路的包工头把工钱吞了跑了，村干部也找不到他，请帮我们要回来。"),
            ("物业", "小区物业主任拿回扣，换的灯三天就坏。"),
            ("微信群", "村干部在微信群里发红包，动员大家交医保，很热闹，可是我没有抢到。"),
            ("修路的钱", "村里修路的钱还差两万元，村书记说先欠着，请问镇里能不能补助一点？"),
            ("补贴没发", "去年的种粮补贴还没有发，村会计说镇里没有拨下来，请问什么时候发？"),
            ("干部作风", "村主任态度很生硬，去盖章等了一上午，说话也不好听。"),
            ("盖章", "办贷款要村委会盖章，主任出差了，公章锁在柜子里，怎么办？"),
            ("培训", "镇里开会严禁干部收红包、吃拿卡要，这样的会开得好。"),
            ("拒收红包", "老人家送红包，村书记没有收，还买了牛奶去看他。"),
            ("已经判了", "前任村会计贪了修路的钱被抓了，那条路什么时候接着修？"),
            ("政府信息", "听说镇里公布了新的水价文件，请问在哪里可以看到？"),
            ("公开办公电话", "请公开便民服务中心的电话，打了几次都没有人接。"),
            ("选举", "听说村里要换届了，村主任和书记能不能由一个人当？"),
            ("借钱", "村主任的弟弟借了我三万块钱不还，请帮我调解。"),
            ("儿子带头", "村干部让自己儿子带头搬迁，一分补助也没有多要，大家都服气。"),
            ("回来修路", "村书记给自己儿子打电话，叫他回来一起修路，这个项目才动工。"),
            ("思想工作", "村主任都给自己家人做了思想工作，支持高标准农田项目。"),
            ("查出套取", "村会计查出五户套取补贴的，都退回来了。"),
            ("水费没开票", "村会计收了我们的水费没有开票，能不能补一张？"),
            ("送来低保证", "下雪天村书记给他家送来低保证，还背了一袋米。"),
            ("书记您好", "书记您好，镇上的建材店老板收了定金不发货，拿了我两千元。"),
            ("领导", "尊敬的领导：我们工地的老板克扣工钱，请领导做主。"),
            ("举报饭店", "举报桥头饭店用地沟油，老板还给送货的人吃回扣，请领导查处。"),
            ("表哥", "村主任的邻居拿了别人的黑钱跑了，请派出所查。"),
            ("丢了钱包", "我在镇政府门口丢了一个钱包，里面有低保卡，捡到的请交给办公室。"),
            ("村书记收红薯", "村书记收了我们家的红薯，付了钱，还帮着拉到镇上卖。"),
            ("压岁钱", "正月里村主任给留守儿童包红包，孩子们很高兴。"),
            ("工程车", "镇里修路工程的车把我家院墙撞倒了，施工队老板说给了钱就不管，请干部来看看。"),
            ("低保取消", "我家的低保被取消了，村干部说我儿子买了车，可是车是借钱买的，请重新核实。"),
            ("岗位", "我想申请一个公益岗位，村主任说名额满了，请问什么时候还有？"),
            ("承包合同", "我承包了村里的鱼塘，合同到期，村委想给别人，请问老承包户有没有优先？"),
            ("亲戚的地", "我亲戚的宅基地被邻居占了，村干部调解了三次都没有用。"),
            ("钱没到账", "补贴的钱没有到账，村会计查了说是卡号写错了，请问怎么改？"),
            ("超市", "超市老板收了钱不给小票，还骂人。"),
            ("兽医站", "兽医站站长半夜来给我家的牛接生，不收一分钱，要写信感谢。"),
            ("打牌", "村干部上班时间打牌，去办事都找不到人。"),
            ("医药费", "卫生院收费处的人多收了我二十元，请退给我。"),
            ("广告", "桥头贴满了贷款广告，请村里清一清。"),
            ("捐款", "村书记带头捐款修桥，把自己的工资都拿了出来。"),
            ("慰问", "过年的时候镇长给我们五保户送来慰问金和红包，谢谢政府。"),
            ("彩礼", "现在彩礼太高，红包也越来越大，建议村干部带头移风易俗。"),
            ("补偿标准", "征地补偿的标准是多少，请公开一下，让大家心里有数。"),
            ("文件看不懂", "镇里的宅基地文件看不懂，请用大白话讲一讲。"),
            ("公章", "镇政府的公章盖得不清楚，学校不收，请重新盖章。"),
            ("信息", "请问镇里的办事信息在哪里公开，网上能不能查？"),
        ] {
            assert_eq!(of(title, text), None, "{title}: {text}");
        }
    }
}
