-- Documents that lost most of their text
select document, path, source, removed_share, removed_chars, chars, title
from documents
where outcome = 'document'
order by removed_share desc, document
