# 程序接口（/api/v1、/open311/v2）出错时的话；英文在 ../en/api.ftl，两边的词条一样。

problem-not_found = 没有找到
problem-not_found-detail = 这里没有公开的内容。请核对地址和编号。
problem-no_match = 编号和查询码对不上
problem-no_match-detail = 没有找到。编号和查询码要是同一张回执上的，请两样都再核对一遍。
problem-method = 这个地址不能这样用
problem-method-detail = 这个地址没有这种方法。可以用的方法写在 Allow 头里。
problem-query = 地址里的参数读不懂
problem-query-detail = 参数 { $name } 缺少、重复或者写法不对。请按 /api/v1/openapi.json 里的说明改正。
problem-json = 内容读不懂
problem-json-detail = 第 { $line } 行第 { $column } 列读不懂：不是 JSON，或者和 /api/v1/openapi.json 里的说明不一样。什么都没有保存，请改正以后再发。
problem-form = 表单读不懂
problem-form-detail = 没有读懂。请用 application/x-www-form-urlencoded 的 UTF-8 表单，每一项只写一次。什么都没有保存。
problem-encoding = 编码不对
problem-encoding-detail = 文字不是 UTF-8（可能是 GBK），没有收下，免得存成乱码。请改用 UTF-8 再发。
problem-marks = 符号叠得太多
problem-marks-detail = 文字里有一长串叠在一起的符号，没有收下。请删掉以后再发。
problem-media_type = 内容的类型不对
problem-media_type-detail = 请用 Content-Type: application/json，UTF-8 编码。什么都没有保存。
problem-invalid = 有几处要改
problem-invalid-detail = 没有收下，什么都没有保存。要改的地方都在 errors 里，改好以后再发。
problem-idempotency_key = 缺少 Idempotency-Key
problem-idempotency_key-detail = 请在 Idempotency-Key 头里写一个只用一次的随机值（16 到 128 个可见的 ASCII 字符，例如 UUID）。同一封信重发时用同一个值，就只收一封。
problem-idempotency_key_used = Idempotency-Key 已经用过
problem-idempotency_key_used-detail = 这个 Idempotency-Key 已经用来寄过另一封信，这一封没有收下。请换一个新的随机值再发。
problem-report_closed = 举报没有收下
problem-report_closed-detail = 这里现在没有能看这封举报的人，没有收下，也没有保存。请告诉举报的人：直接交给纪检监察机关，全国统一的举报电话是 12388。
problem-score = 没有收下
problem-score-detail = 这封信看起来是机器寄的，没有收下。不是机器的话，请打民心电话，由工作人员替您登记。
problem-stale = 刚刚有改动
problem-stale-detail = 处理的时候正好有别的改动，什么都没有保存。请再发一次。
problem-too_large = 内容太长
problem-too_large-detail = 超过 256 KiB，没有收下。一封信最多一万字，写不下的请分成两封。
problem-too_slow = 传得太慢
problem-too_slow-detail = 没有收全，什么都没有保存。请过一会儿再发。
problem-too_many = 太频繁了
problem-too_many-detail = 这会儿来的太多，这一次没有办。请过几分钟再试。
problem-internal = 系统出了问题
problem-internal-detail = 没有完成。请过一会儿再试；还是不行，请把编号 { $id } 告诉管理员。

field-submission_no = 信件编号
field-query_code = 查询码

# Open311（GeoReport v2）
open311-notice = 已经收到。最晚 { $day } 答复。凭编号和查询码在 { $url } 看办到哪一步；查询码只给这一次，请记下来。
open311-attribute-title = 标题：这封信说的什么事
open311-attribute-village = 村
open311-attribute-office = 想请哪个办公室答复
open311-attribute-rules_read = 已经看过写信须知和隐私说明
open311-attribute-under_14 = 写信的人不满十四岁
open311-attribute-guardian_agrees = 不满十四岁的，家长（监护人）同意写这封信
open311-attribute-accused = 反映的是谁（人或者办公室）；写了谁，谁就看不到
open311-attribute-told_by_sms = 用短信告诉我（要填手机号码）
open311-yes = 是
open311-contact = { $name }，电话 { $number }
open311-key_service = 不需要密钥，可以直接使用。
open311-coordinates = 经纬度读不懂：lat 在 -90 到 90 之间，long 在 -180 到 180 之间，两个一起给。
