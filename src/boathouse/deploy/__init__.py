"""Deployment of a pipeline by boto3 alone: the local cloud and AWS get the same calls."""

from boathouse.deploy.account import LOCAL_ROLE, Account, Clients
from boathouse.deploy.deployment import JOB_ALONE, Deployment
from boathouse.deploy.plan import Change, Plan
from boathouse.deploy.rendering import done as summary

__all__ = ["JOB_ALONE", "LOCAL_ROLE", "Account", "Change", "Clients", "Deployment", "Plan", "summary"]
