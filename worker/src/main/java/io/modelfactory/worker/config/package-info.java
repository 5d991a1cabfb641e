@org.jspecify.annotations.NullMarked
package io.modelfactory.worker.config;
