package io.modelfactory.worker.ledger.activity;

/** What a worker is doing with a run, in the order in which it does it. The migration lists the same names. */
public enum RunStage {
    RESOLVE("resolving inputs"),
    BACKTEST("backtesting"),
    DATASET("reading data"),
    CHAMPION("measuring the champion"),
    TRAIN("training"),
    SCORE("scoring test rows"),
    EVALUATE("evaluating"),
    GATE("judging by the gate"),
    PUBLISH("publishing");

    private final String title;

    RunStage(String title) {
        this.title = title;
    }

    /** Of a worker, as in "it is reading data". */
    public String title() {
        return title;
    }
}
