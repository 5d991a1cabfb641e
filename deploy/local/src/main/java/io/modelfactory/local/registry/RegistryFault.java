package io.modelfactory.local.registry;

/** A request that the registry refuses, with Confluent's HTTP status and error code. */
final class RegistryFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final int errorCode;

    private RegistryFault(int status, int errorCode, String message) {
        super(message);
        this.status = status;
        this.errorCode = errorCode;
    }

    int status() {
        return status;
    }

    int errorCode() {
        return errorCode;
    }

    static RegistryFault malformedRequest(String detail) {
        return new RegistryFault(400, 400, "Malformed request: " + detail);
    }

    static RegistryFault unauthorized() {
        return new RegistryFault(401, 401, "Unauthorized");
    }

    static RegistryFault unknownResource(String path) {
        return new RegistryFault(404, 404, "HTTP 404 Not Found: " + path);
    }

    static RegistryFault unknownSubject(String subject) {
        return new RegistryFault(404, 40401, "Subject '" + subject + "' not found.");
    }

    static RegistryFault unknownVersion(String version) {
        return new RegistryFault(404, 40402, "Version " + version + " not found.");
    }

    static RegistryFault unknownSchema(String detail) {
        return new RegistryFault(404, 40403, "Schema not found: " + detail);
    }

    static RegistryFault noCompatibilityOfSubject(String subject) {
        return new RegistryFault(
                404, 40408, "Subject '" + subject + "' does not have subject-level compatibility configured");
    }

    static RegistryFault methodNotAllowed(String method) {
        return new RegistryFault(405, 405, "HTTP 405 Method Not Allowed: " + method);
    }

    static RegistryFault incompatibleSchema(String detail) {
        return new RegistryFault(409, 409, "Schema being registered is incompatible with an earlier schema: " + detail);
    }

    static RegistryFault invalidSchema(String detail) {
        return new RegistryFault(422, 42201, "Invalid schema: " + detail);
    }

    static RegistryFault invalidVersion(String version) {
        return new RegistryFault(
                422,
                42202,
                "The specified version '" + version
                        + "' is not a valid version id. Allowed values are between [1, 2^31-1] and the string \"latest\"");
    }

    static RegistryFault invalidCompatibilityLevel(String level) {
        return new RegistryFault(422, 42203, "Invalid compatibility level: " + level);
    }
}
