-- What a rule took, with what stands before and behind it
-- $rule = %: full id of the rule; % stands for anything
select rule, doc_id, line, prefix, text, suffix, why
from removals
where rule like $rule and not bare
order by rule, document, seq
