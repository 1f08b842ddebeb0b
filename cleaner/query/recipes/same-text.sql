-- The same clean text more than once, and where
select count(*) as documents, count(distinct raw_sha256) as inputs, any_value(chars) as chars,
       list(distinct source order by source) as sources, list(path order by document) as paths
from documents
where outcome = 'document'
group by clean_sha256
having count(*) > 1
order by documents desc, chars desc, clean_sha256
