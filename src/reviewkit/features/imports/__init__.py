"""Reviews from files: CSV, JSON lines, our own exports, Google Takeout.

    a path → `opening` says what it is → `table` or `lines` (records) or `takeout` (reviews)
           → `columns` guesses which column is which → `rows` makes a RawReview of a record, or says why none
           → `work` counts what would come in, and writes it in short batches through `pipeline.store`

Every file is read twice: once to say what is in it, before anything is written, and once to write. Neither pass holds more
than a batch in memory, whatever the size of the file.
"""
