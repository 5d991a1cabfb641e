package io.modelfactory.worker.dataset.file;

/** A CSV file that does not fit its dialect; the message has line, column and reason, and no value. */
public final class CsvFormatException extends Exception {
    private static final long serialVersionUID = 1L;

    public CsvFormatException(long line, long column, String reason) {
        super("line " + line + ", column " + column + ": " + reason);
    }
}
