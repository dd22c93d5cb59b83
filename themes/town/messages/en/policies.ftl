# Policies explained.
nav-policies = Policies explained
column-policies = Policies explained
column_is-policies = The township's policies in plain words: who can apply, how and where, with the document and whether it holds.
column_type-policies = 政策解读
feed-policies = { $site }: policies explained

policies-documents = List of policy documents
policies-none = There are no policies explained yet.
policies-in_force_hint = It applies
policies-amended_hint = Some articles have changed; the page says which
policies-repealed_hint = It no longer applies and is kept for reference
attachment-title = Attachments
attachment-facts = ({ $kind }, { $size })
policy-by = Explained by { $office }
policy-questions = Common questions
policy-changes = What has changed
policy-replies = Replies that rest on this policy
policy-replies_none = No public reply rests on this policy yet.
policy-side = Whom to ask, and the document
policy-ask = Not clear? Ask here
policy-document = The document
policy-topics = Related matters
