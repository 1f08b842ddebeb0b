-- Dates that cannot both be right, with the words of the page
select d.path, f.kind, f.value, f.chosen, f.literal, f.choice, f.rule, f.line
from facts f join documents d using (document)
where f.part = 'dates' and (f.document, f.kind) in (
    select document, kind from facts where part = 'dates' and choice like 'conflict:%'
)
order by f.document, f.kind, f.chosen desc, f.value
