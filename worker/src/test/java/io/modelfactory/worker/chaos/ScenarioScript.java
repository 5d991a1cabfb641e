package io.modelfactory.worker.chaos;

import io.modelfactory.worker.ledger.run.RunState;
import java.util.Optional;

/**
 * The requests that a worker gets before and while it is watched, and the state in which the run must end in any case.
 */
enum ScenarioScript {
    FULL_RUN(1, RunState.PUBLISHED) {
        @Override
        void execute(ChaosScenario scenario) {
            scenario.build("build", true, "DONE");
        }
    },

    /** A run that was left PUBLISH_PENDING by a conflict which is gone when the retry is asked for. */
    PUBLISH_ONLY_RUN(2, RunState.PUBLISHED) {
        @Override
        void prepare(ChaosScenario scenario) {
            scenario.publicationBlocker().block();
            scenario.build("build", true, "PUBLISH_PENDING");
        }

        @Override
        void execute(ChaosScenario scenario) {
            scenario.publicationBlocker().unblock();
            scenario.retryPublication("retry", "DONE");
        }
    },

    /** A run whose gate could not decide, and which a principal who may do so has published. */
    OVERRIDDEN_RUN(2, RunState.PUBLISHED) {
        @Override
        void prepare(ChaosScenario scenario) {
            scenario.buildUnder("build", true, ChaosEnvironment.UNDECIDED, ChaosScenario.CREDIT_DATA, "GATE_FAIL");
        }

        @Override
        void execute(ChaosScenario scenario) {
            scenario.overrideGate("override", "DONE");
        }
    },

    REFUSED_REQUEST(1) {
        @Override
        void execute(ChaosScenario scenario) {
            scenario.sendInvalidRequest("nonsense");
        }
    },

    UNREADABLE_RECORD(0) {
        @Override
        void execute(ChaosScenario scenario) {
            scenario.sendUndecodableRecord();
        }
    },

    /** Two requests for one run, and only the second allows it to be published. */
    CONVERGING_REQUESTS(2, RunState.PUBLISHED) {
        @Override
        void execute(ChaosScenario scenario) {
            scenario.build("first", false, "DONE", "PASS_NO_PUBLISH");
            scenario.build("second", true, "DONE");
        }
    },

    FAILED_GATE(1, RunState.FAIL) {
        @Override
        void execute(ChaosScenario scenario) {
            scenario.buildUnder(
                    "build", true, "governance_profile_strict_v0.yaml", ChaosScenario.CREDIT_DATA, "GATE_FAIL");
        }
    },

    /** A run whose manifest is written after its request was sent. */
    LATE_MANIFEST(1, RunState.PUBLISHED) {
        @Override
        void execute(ChaosScenario scenario) {
            scenario.buildUnder("build", true, ChaosScenario.CREDIT_GOVERNANCE, scenario.ownDatasetId(), "DONE");
        }

        @Override
        void onPoll(ChaosScenario scenario) {
            if (scenario.runHas("RUN_HANDED_BACK") && scenario.once("manifest")) {
                scenario.environment().dataset(scenario.ownDatasetId());
            }
        }
    },

    /** A run that failed because its manifest was missing, and is asked for again once it is there. */
    ASKED_AGAIN(2, RunState.PUBLISHED) {
        @Override
        void prepare(ChaosScenario scenario) {
            scenario.buildUnder("refused", true, ChaosScenario.CREDIT_GOVERNANCE, scenario.ownDatasetId(), "FAILED");
        }

        @Override
        void execute(ChaosScenario scenario) {
            scenario.environment().dataset(scenario.ownDatasetId());
            scenario.buildUnder("again", true, ChaosScenario.CREDIT_GOVERNANCE, scenario.ownDatasetId(), "DONE");
        }
    },

    RETRY_OF_A_PUBLISHED_RUN(2, RunState.PUBLISHED) {
        @Override
        void prepare(ChaosScenario scenario) {
            scenario.build("build", true, "DONE");
        }

        @Override
        void execute(ChaosScenario scenario) {
            scenario.retryPublication("retry", "FAILED");
        }
    },

    /** A permanent conflict: the one retry that the policy grants fails, and the next is refused. */
    EXHAUSTED_RETRIES(3, RunState.PUBLISH_PENDING) {
        @Override
        void execute(ChaosScenario scenario) {
            scenario.publicationBlocker().block();
            scenario.build("build", true, "PUBLISH_PENDING");
        }

        @Override
        void onPoll(ChaosScenario scenario) {
            if (scenario.isAnswered("build") && scenario.once("granted")) {
                scenario.retryPublication("granted", "PUBLISH_PENDING");
            }
            if (scenario.isAnswered("granted") && scenario.once("refused")) {
                scenario.retryPublication("refused", "FAILED");
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

    /** Number of requests that the script sends and that must be answered. */
    int requests() {
        return requests;
    }

    /** The state in which the run must end; empty if there is no run. */
    Optional<RunState> finalState() {
        return finalState;
    }

    /** Brings the run to where the watched part begins; its requests are answered before {@link #execute}. */
    void prepare(ChaosScenario scenario) {}

    abstract void execute(ChaosScenario scenario);

    /** Called again and again while workers work. */
    void onPoll(ChaosScenario scenario) {}
}
