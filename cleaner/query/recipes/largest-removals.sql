-- The largest removals, bare markup and white space left out
select source, rule, category, chars, doc_id, line, text
from removals
where not bare and action <> 'repair'
order by chars desc, document, seq
