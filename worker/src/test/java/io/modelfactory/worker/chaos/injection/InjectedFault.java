package io.modelfactory.worker.chaos.injection;

/** The surroundings fail at a point; whoever stands there says it in the words of the library that failed. */
public final class InjectedFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InjectedFault(String point) {
        super("injected at " + point);
    }
}
