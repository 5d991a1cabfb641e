package io.modelfactory.worker.training.process.child;

/** What a trainer process can be commanded to do, in the order of a build. */
public enum BuildStep {
    BEGIN,
    PREPARE,
    CHAMPION,
    TRAIN,
    SCORE,
    EVALUATE,
    END
}
