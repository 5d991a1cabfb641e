package io.modelfactory.local.up;

/**
 * One part of a platform, as it was just looked at.
 *
 * @param lives whether it does what it is there for
 * @param detail where it answers, or why it does not
 */
record PartStatus(String name, boolean lives, String detail) {}
