-- Removals from the middle of a text that hold numbers: what a rule should least have taken
select r.rule, r.category, r.doc_id, r.line, round(r.clean_at / d.chars, 2) as at, r.prefix, r.text, r.suffix
from removals r join documents d using (document)
where not r.bare and r.action = 'remove' and d.chars > 0
  and r.clean_at between 0.2 * d.chars and 0.8 * d.chars
  and regexp_matches(regexp_replace(r.text, '<[^>]*>', '', 'g'), '[0-9０-９一二三四五六七八九十百千万]{2,}')
order by r.chars desc, r.document, r.seq
