# 政策文件。
column-documents = 政策文件
column_is-documents = 政策解读所依据的文件原文、文号和效力状态。
column_type-documents = 政策文件

document-name = 文件
document-number = 文号
document-status = 效力
document-issued_by = 发文单位
document-issued_on = 印发日期
document-effective_on = 施行日期
document-expires_on = 有效期至
document-amended_by = 修改它的文件
document-repealed_by = 废止它的文件
document-notice_amended = 这份文件有些条款已经修改
document-notice_repealed = 这份文件已经不再执行，留着备查
document-notice_expired = 有效期到：
document-notice_see = 现在看：
document-changed = 这份文件修改或者废止了
document-policies = 这份文件的解读
document-policies_none = 这份文件还没有解读。
