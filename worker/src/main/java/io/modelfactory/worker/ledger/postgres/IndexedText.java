package io.modelfactory.worker.ledger.postgres;

/**
 * Conditions on texts whose index holds {@code mf_digest} of them, since an index row has room for 2,704 bytes. The
 * text is compared too, so that a collision of digests finds nothing.
 */
public final class IndexedText {
    private IndexedText() {}

    /** The condition that the column has the value of the parameter of the same name. */
    public static String matches(String column) {
        return matches(column, column);
    }

    /** The condition that the column has the value of the parameter. */
    public static String matches(String column, String parameter) {
        return "mf_digest(" + column + ") = mf_digest(:" + parameter + ") AND " + column + " = :" + parameter;
    }
}
