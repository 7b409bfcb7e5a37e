"""The Data Quality Definition Language: from a ruleset's text to its rules. Nothing here needs a JVM."""
