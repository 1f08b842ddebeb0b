-- Texts that were removed from many pages, numbers and white space taken as equal
select rule, count(distinct document) as documents, count(*) as removals, first(text order by document, seq) as example
from removals
where not bare and action <> 'repair' and trim(text) <> ''
group by rule, regexp_replace(regexp_replace(trim(text), '\s+', ' ', 'g'), '\d+', '0', 'g')
having count(distinct document) > 1
order by documents desc, removals desc, rule, example
