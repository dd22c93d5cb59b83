# Policy documents.
column-documents = Policy documents
column_is-documents = The documents that explanations rest on, with number and status.
column_type-documents = 政策文件

document-name = Document
document-number = Number
document-status = Status
document-issued_by = Issued by
document-issued_on = Issued on
document-effective_on = In force from
document-expires_on = In force until
document-amended_by = Amended by
document-repealed_by = Repealed by
document-notice_amended = Some articles of this document have been amended
document-notice_repealed = This document no longer applies and is kept for reference
document-notice_expired = It applied until:
document-notice_see = See now:
document-changed = This document amended or repealed
document-policies = Explanations of this document
document-policies_none = This document has not been explained yet.
