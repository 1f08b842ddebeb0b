-- Facts without a place on the page, or inferred: by kind and source, with an example
select source, part, kind, coalesce(confidence, 'not said') as confidence, count(*) as facts,
       count(*) filter (evidence = 0) as without_evidence, first(value order by document) filter (value is not null) as example
from facts
where evidence = 0 or confidence = 'inferred'
group by all
order by facts desc, source, part, kind, confidence
