package io.modelfactory.worker.console.auth;

/** Writes down who signed in and out. */
@FunctionalInterface
public interface SignInAudit {
    /**
     * @param address where the person is, as far as can be known
     * @param signedIn whether in or out
     */
    void record(String principal, String address, boolean signedIn);
}
