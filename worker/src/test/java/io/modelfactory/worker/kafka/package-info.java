/**
 * Tests of the wire format, the serializers and the registry client: what leaves as undecodable, what must wait, and
 * what hostile bytes can do (nothing).
 */
@NullMarked
package io.modelfactory.worker.kafka;

import org.jspecify.annotations.NullMarked;
