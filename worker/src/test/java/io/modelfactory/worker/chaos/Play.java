package io.modelfactory.worker.chaos;

import io.modelfactory.worker.ledger.RunState;
import java.util.Optional;

/** What requests a worker is given before and while it is watched, and where that is to end whatever happens to it. */
enum Play {
    FULL_RUN(1, RunState.PUBLISHED) {
        @Override
        void act(Scene scene) {
            scene.build("build", true, "DONE");
        }
    },

    /** A run that was left PUBLISH_PENDING by a conflict which is gone when the retry is asked for. */
    PUBLISH_ONLY_RUN(2, RunState.PUBLISHED) {
        @Override
        void prepare(Scene scene) {
            scene.obstacle().put();
            scene.build("build", true, "PUBLISH_PENDING");
        }

        @Override
        void act(Scene scene) {
            scene.obstacle().clear();
            scene.retryPublication("retry", "DONE");
        }
    },

    REFUSED_REQUEST(1) {
        @Override
        void act(Scene scene) {
            scene.askForNonsense("nonsense");
        }
    },

    UNREADABLE_RECORD(0) {
        @Override
        void act(Scene scene) {
            scene.sendGarbage();
        }
    },

    /** Two requests for one run, and only the second allows it to be published. */
    CONVERGING_REQUESTS(2, RunState.PUBLISHED) {
        @Override
        void act(Scene scene) {
            scene.build("first", false, "DONE", "PASS_NO_PUBLISH");
            scene.build("second", true, "DONE");
        }
    },

    FAILED_GATE(1, RunState.FAIL) {
        @Override
        void act(Scene scene) {
            scene.buildUnder("build", true, "governance_profile_strict_v0.yaml", Scene.CREDIT_DATA, "GATE_FAIL");
        }
    },

    /** A run whose manifest comes after its request. */
    LATE_MANIFEST(1, RunState.PUBLISHED) {
        @Override
        void act(Scene scene) {
            scene.buildUnder("build", true, Scene.CREDIT_GOVERNANCE, scene.ownDatasetId(), "DONE");
        }

        @Override
        void attend(Scene scene) {
            if (scene.runHas("RUN_HANDED_BACK") && scene.once("manifest")) {
                scene.site().dataset(scene.ownDatasetId());
            }
        }
    },

    RETRY_OF_A_PUBLISHED_RUN(2, RunState.PUBLISHED) {
        @Override
        void prepare(Scene scene) {
            scene.build("build", true, "DONE");
        }

        @Override
        void act(Scene scene) {
            scene.retryPublication("retry", "FAILED");
        }
    },

    /** A conflict that stays: the retry that the policy grants is used up, and the next one refused. */
    EXHAUSTED_RETRIES(3, RunState.PUBLISH_PENDING) {
        @Override
        void act(Scene scene) {
            scene.obstacle().put();
            scene.build("build", true, "PUBLISH_PENDING");
        }

        @Override
        void attend(Scene scene) {
            if (scene.answered("build") && scene.once("granted")) {
                scene.retryPublication("granted", "PUBLISH_PENDING");
            }
            if (scene.answered("granted") && scene.once("refused")) {
                scene.retryPublication("refused", "FAILED");
            }
        }
    };

    private final int requests;
    private final Optional<RunState> end;

    Play(int requests) {
        this(requests, Optional.empty());
    }

    Play(int requests, RunState end) {
        this(requests, Optional.of(end));
    }

    Play(int requests, Optional<RunState> end) {
        this.requests = requests;
        this.end = end;
    }

    /** Requests that the whole play sends and that are to be answered. */
    int requests() {
        return requests;
    }

    /** Where the run is to end; empty if there is none. */
    Optional<RunState> end() {
        return end;
    }

    /** Brings the run to where the watch begins; everything it asked for is answered before {@link #act}. */
    void prepare(Scene scene) {}

    abstract void act(Scene scene);

    /** Called again and again while workers work. */
    void attend(Scene scene) {}
}
