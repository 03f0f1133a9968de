"""Documents as text with anchors: .docx, .pdf, .html, .txt and .md."""
