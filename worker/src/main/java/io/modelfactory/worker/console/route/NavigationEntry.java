package io.modelfactory.worker.console.route;

/** The pages that every page leads to, in their order. */
public enum NavigationEntry {
    NOW("Now", "/"),
    RUNS("Runs", "/runs"),
    BUNDLES("Bundles", "/bundles"),
    DATASETS("Datasets", "/datasets"),
    LINEAGE("Lineage", "/lineage"),
    DEAD_LETTERS("Dead letters", "/dead-letters"),
    AUDIT("Audit", "/audit"),
    /** Pages that no entry leads to. */
    NONE("", "");

    private final String label;
    private final String path;

    NavigationEntry(String label, String path) {
        this.label = label;
        this.path = path;
    }

    public String label() {
        return label;
    }

    public String path() {
        return path;
    }
}
