-- Languages by source
select source, tag, count(*) as documents, sum(chars) as chars, count(converted_from) as converted
from documents
where outcome = 'document'
group by all
order by source, documents desc, tag
