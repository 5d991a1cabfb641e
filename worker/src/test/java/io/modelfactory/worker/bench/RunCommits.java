package io.modelfactory.worker.bench;

/** How a program commits what becomes of a run, and tells it: one run after the other. */
interface RunCommits extends AutoCloseable {
    /** Each is one commit, and messages that tell of it. */
    enum Transition {
        CLAIMED,
        EVALUATED,
        PASSED,
        PUBLISHED
    }

    /** Returns when it lasts; its messages may be under way. */
    void commit(Transition transition);

    /** What is committed on another thread while the run goes on. */
    void commitBeside();

    /** Returns when the messages of the run, or of all runs before, need not be waited for any longer. */
    void awaitMessages();

    @Override
    void close();
}
