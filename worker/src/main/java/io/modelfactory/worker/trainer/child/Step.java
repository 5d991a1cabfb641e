package io.modelfactory.worker.trainer.child;

/** What a trainer process can be told to do, in the order of a build. */
public enum Step {
    BEGIN,
    PREPARE,
    CHAMPION,
    TRAIN,
    SCORE,
    EVALUATE,
    END
}
