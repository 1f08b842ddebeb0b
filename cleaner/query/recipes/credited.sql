-- Who is credited most, and in which role
select value as name, kind as role, count(distinct document) as documents, list(distinct source order by source) as sources
from facts
where part = 'credits'
group by all
order by documents desc, name, role
