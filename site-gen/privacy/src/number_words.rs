//! The words around a number: what they say it is, and whose it is.
//!
//! Deliberately absent: the digits themselves ([`super::digits`], [`super::number_kinds`]).

use super::context::{Within, after, any_at, before, holds_any, skip_spaces};

/// Whose telephone a fixed line is, as far as the words around it tell.
pub(super) enum Whose {
    Private,
    Office,
    Unknown,
}

/// The words around a number.
pub(super) struct Around<'a> {
    pub(super) chars: &'a [char],
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Around<'_> {
    pub(super) fn cue(&self, reach: usize, words: &[&str]) -> bool {
        holds_any(before(self.chars, self.start, reach, Within::Clause), words)
    }

    /// A word for QQ in front, and no other number in between.
    pub(super) fn has_qq_cue(&self) -> bool {
        let cue = before(self.chars, self.start, 8, Within::Clause);
        holds_any(cue, QQ)
            && !cue.iter().any(char::is_ascii_digit)
            && !holds_any(cue, &["群号", "QQ群", "qq群"])
    }

    pub(super) fn has_order_cue(&self) -> bool {
        self.cue(10, ORDER)
    }

    pub(super) fn has_phone_cue(&self) -> bool {
        self.cue(12, PHONE)
    }

    pub(super) fn has_mobile_cue(&self) -> bool {
        self.cue(10, MOBILE)
    }

    pub(super) fn has_id_cue(&self) -> bool {
        self.cue(10, IDENTITY)
    }

    pub(super) fn has_bank_cue(&self) -> bool {
        self.cue(12, BANK)
    }

    pub(super) fn is_money(&self) -> bool {
        let sign = before(self.chars, self.start, 1, Within::Clause);
        let at = skip_spaces(self.chars, self.end);
        sign.first().is_some_and(|&c| matches!(c, '¥' | '$' | '€'))
            || any_at(self.chars, at, &["元", "万", "亿", "块钱", "美元"]).is_some()
            || any_at(self.chars, self.end, &["."]).is_some()
                && self.chars.get(self.end + 1).is_some_and(char::is_ascii_digit)
                && self.chars[self.end..].iter().take(8).any(|&c| matches!(c, '元' | '万' | '亿'))
    }

    pub(super) fn is_amount(&self) -> bool {
        let at = skip_spaces(self.chars, self.end);
        self.is_money() || any_at(self.chars, at, UNITS).is_some()
    }

    /// Whether one person speaks of their own number: 我 without 们 or an office after it, or 本人. Words for
    /// offices in the same sentence (请领导办理，我的号码…) then prove nothing.
    pub(super) fn is_own(&self) -> bool {
        let near = before(self.chars, self.start, 14, Within::Clause);
        let of_office = |c: char| "们局办镇县市区乡村处委院校站所中公单".contains(c);
        near.iter()
            .enumerate()
            .any(|(i, &c)| c == '我' && !near.get(i + 1).is_some_and(|&next| of_office(next)))
            || holds_any(near, &["本人", "找他", "找她", "邻居", "亲戚"])
    }

    /// Decides by the nearest words before the number, then by those after it.
    pub(super) fn whose_landline(&self) -> Whose {
        let sentence = before(self.chars, self.start, 28, Within::Sentence);
        let near = before(self.chars, self.start, 14, Within::Clause);
        if holds_any(near, HOME) {
            return Whose::Private;
        }
        if self.is_own() {
            return Whose::Unknown;
        }
        if holds_any(sentence, OFFICE)
            || holds_any(sentence, &["我们", "欢迎", "变更", "网友"])
            || holds_any(after(self.chars, self.end, 10, Within::Sentence), OFFICE_AFTER)
        {
            return Whose::Office;
        }
        if holds_any(sentence, HOME) {
            return Whose::Private;
        }
        // What follows the sentence: the signature of an office.
        let until = self.chars.len().min(self.end + 24);
        if holds_any(&self.chars[self.end..until], &["局", "委员会", "政府", "中心", "街道", "公司", "委办"])
        {
            return Whose::Office;
        }
        Whose::Unknown
    }
}

/// Words for QQ.
#[rustfmt::skip]
const QQ: &[&str] = &[
    "QQ", "qq", "Qq", "扣扣", "企鹅号", "秋秋", "球球号", "Q号", "q号", "Q Q", "我Q", "加Q", "我q", "加q",
    "Q:",
];

/// Words of numbers that offices and firms give to things.
#[rustfmt::skip]
const ORDER: &[&str] = &[
    "单号", "编号", "受理号", "订单", "流水号", "批号", "文号", "案号", "发票", "货号", "条形码", "标识码",
    "备案号", "许可证", "执照", "信用代码", "代码", "版本", "序号", "学号", "工号", "票号", "快递", "运单",
    "批准号", "专利号", "工单", "信件号", "查询码", "回执", "UU",
];

/// Words of telephones.
#[rustfmt::skip]
const PHONE: &[&str] = &[
    "电话", "手机", "电話", "手機", "联系方式", "联络方式", "号码", "致电", "拨打", "热线", "座机", "固话",
    "传真", "短信", "来电", "打给", "微信", "宅电", "Tel", "TEL", "tel", "phone", "Phone", "☎", "📞", "📱",
    "有事打", "分机",
];

/// Words of a person's telephone.
#[rustfmt::skip]
const MOBILE: &[&str] = &[
    "手机", "手機", "电话", "联系方式", "联系电话", "号码", "Tel", "tel", "TEL", "短信", "微信同号",
];

/// Words of identity papers.
#[rustfmt::skip]
const IDENTITY: &[&str] = &[
    "身份证", "身份號", "身份号", "身分证", "证件号", "公民身份", "居民身份", "身证", "证号", "ID号", "ID卡",
];

/// Words of banking.
#[rustfmt::skip]
const BANK: &[&str] = &[
    "卡号", "账号", "帐号", "账户", "帐户", "银行", "存折", "收款", "一卡通", "社保卡", "储蓄", "信用社",
    "农信", "开户", "打入", "转账到", "汇入", "汇到", "工行", "农行", "建行", "中行", "邮储",
];

/// Units and things counted after a number.
#[rustfmt::skip]
const UNITS: &[&str] = &[
    "米", "平方", "平米", "㎡", "m2", "m²", "户", "吨", "公里", "公顷", "亩", "%", "度电", "斤", "千瓦", "余",
    "多人", "人次", "立方", "件", "册", "株",
];

/// Words of a telephone at home.
#[rustfmt::skip]
const HOME: &[&str] = &[
    "家里", "家中", "我家", "宅电", "住宅", "家庭电话", "家电", "座机是", "固话是", "本人电话", "我的电话",
    "我的座机", "我的固话", "家里座机", "他家", "她家", "老家",
];

/// Words of a telephone of an office.
#[rustfmt::skip]
const OFFICE: &[&str] = &[
    "监督", "办公", "值班", "政府", "局", "办", "科", "中心", "站", "所", "热线", "咨询", "单位", "公司",
    "服务", "投诉", "举报电话", "举报", "客服", "社区", "村委", "大厅", "窗口", "委", "部", "学校", "医院",
    "银行", "拨打", "致电", "询问", "传真", "电询", "院", "支队", "大队", "处", "厅", "物业", "详询", "厂",
    "校", "店", "来电",
];

/// Words after a telephone of an office.
#[rustfmt::skip]
const OFFICE_AFTER: &[&str] = &[
    "咨询", "办公", "反映", "询问", "主任", "了解", "致电", "监督", "投诉", "转",
];
