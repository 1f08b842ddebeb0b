-- Rules by the characters that they took, for each source
select source, rule, category, chars, removals, documents,
       round(chars / sum(chars) over (partition by source), 4) as share_of_source
from rules
where removals > 0
order by source, chars desc, rule
