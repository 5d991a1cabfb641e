package io.modelfactory.worker.chaos.injection;

/** An external dependency fails at a point; the caller translates this into an exception of the library concerned. */
public final class InjectedFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InjectedFault(String point) {
        super("injected at " + point);
    }
}
