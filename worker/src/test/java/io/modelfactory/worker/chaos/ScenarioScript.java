package io.modelfactory.worker.chaos;

import io.modelfactory.worker.ledger.RunState;
import java.util.Optional;

/** What requests a worker is given before and while it is watched, and where that is to end whatever happens to it. */
enum ScenarioScript {
    FULL_RUN(1, RunState.PUBLISHED) {
        @Override
        void execute(ChaosScenario scene) {
            scene.build("build", true, "DONE");
        }
    },

    /** A run that was left PUBLISH_PENDING by a conflict which is gone when the retry is asked for. */
    PUBLISH_ONLY_RUN(2, RunState.PUBLISHED) {
        @Override
        void prepare(ChaosScenario scene) {
            scene.publicationBlocker().block();
            scene.build("build", true, "PUBLISH_PENDING");
        }

        @Override
        void execute(ChaosScenario scene) {
            scene.publicationBlocker().unblock();
            scene.retryPublication("retry", "DONE");
        }
    },

    REFUSED_REQUEST(1) {
        @Override
        void execute(ChaosScenario scene) {
            scene.sendInvalidRequest("nonsense");
        }
    },

    UNREADABLE_RECORD(0) {
        @Override
        void execute(ChaosScenario scene) {
            scene.sendUndecodableRecord();
        }
    },

    /** Two requests for one run, and only the second allows it to be published. */
    CONVERGING_REQUESTS(2, RunState.PUBLISHED) {
        @Override
        void execute(ChaosScenario scene) {
            scene.build("first", false, "DONE", "PASS_NO_PUBLISH");
            scene.build("second", true, "DONE");
        }
    },

    FAILED_GATE(1, RunState.FAIL) {
        @Override
        void execute(ChaosScenario scene) {
            scene.buildUnder(
                    "build", true, "governance_profile_strict_v0.yaml", ChaosScenario.CREDIT_DATA, "GATE_FAIL");
        }
    },

    /** A run whose manifest comes after its request. */
    LATE_MANIFEST(1, RunState.PUBLISHED) {
        @Override
        void execute(ChaosScenario scene) {
            scene.buildUnder("build", true, ChaosScenario.CREDIT_GOVERNANCE, scene.ownDatasetId(), "DONE");
        }

        @Override
        void onPoll(ChaosScenario scene) {
            if (scene.runHas("RUN_HANDED_BACK") && scene.once("manifest")) {
                scene.environment().dataset(scene.ownDatasetId());
            }
        }
    },

    RETRY_OF_A_PUBLISHED_RUN(2, RunState.PUBLISHED) {
        @Override
        void prepare(ChaosScenario scene) {
            scene.build("build", true, "DONE");
        }

        @Override
        void execute(ChaosScenario scene) {
            scene.retryPublication("retry", "FAILED");
        }
    },

    /** A conflict that stays: the retry that the policy grants is used up, and the next one refused. */
    EXHAUSTED_RETRIES(3, RunState.PUBLISH_PENDING) {
        @Override
        void execute(ChaosScenario scene) {
            scene.publicationBlocker().block();
            scene.build("build", true, "PUBLISH_PENDING");
        }

        @Override
        void onPoll(ChaosScenario scene) {
            if (scene.isAnswered("build") && scene.once("granted")) {
                scene.retryPublication("granted", "PUBLISH_PENDING");
            }
            if (scene.isAnswered("granted") && scene.once("refused")) {
                scene.retryPublication("refused", "FAILED");
            }
        }
    };

    private final int requests;
    private final Optional<RunState> finalState;

    ScenarioScript(int requests) {
        this(requests, Optional.empty());
    }

    ScenarioScript(int requests, RunState end) {
        this(requests, Optional.of(end));
    }

    ScenarioScript(int requests, Optional<RunState> finalState) {
        this.requests = requests;
        this.finalState = finalState;
    }

    /** Requests that the whole play sends and that are to be answered. */
    int requests() {
        return requests;
    }

    /** Where the run is to end; empty if there is none. */
    Optional<RunState> finalState() {
        return finalState;
    }

    /** Brings the run to where the watch begins; everything it asked for is answered before {@link #execute}. */
    void prepare(ChaosScenario scene) {}

    abstract void execute(ChaosScenario scene);

    /** Called again and again while workers work. */
    void onPoll(ChaosScenario scene) {}
}
