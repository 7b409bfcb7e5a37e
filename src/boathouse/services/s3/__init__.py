"""S3 over plain folders: the bucket is a folder, the object a file."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from boathouse.lake import Lake
from boathouse.services.s3.acls import Acls
from boathouse.services.s3.bucket_settings import BucketSettings
from boathouse.services.s3.bucket_tags import BucketTags
from boathouse.services.s3.buckets import Buckets
from boathouse.services.s3.copies import Copies
from boathouse.services.s3.deletions import Deletions
from boathouse.services.s3.keeper import Keeper
from boathouse.services.s3.listings import Listings
from boathouse.services.s3.metadata import Metadata
from boathouse.services.s3.object_tags import ObjectTags
from boathouse.services.s3.parts import Parts
from boathouse.services.s3.progress import Progress
from boathouse.services.s3.reading import Reading
from boathouse.services.s3.uploads import Uploads
from boathouse.services.s3.versions import Versions
from boathouse.services.s3.writing import Writing
from boathouse.store import Store

__all__ = ["S3"]


class S3:
    """The Simple Storage Service.

    AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/Welcome.html
    """

    name = "s3"
    validation_error = "InvalidArgument"
    namespace = "http://s3.amazonaws.com/doc/2006-03-01/"
    documents: ClassVar = {
        "CompleteMultipartUpload": "CompleteMultipartUploadResult",
        "CreateMultipartUpload": "InitiateMultipartUploadResult",
        "DeleteObjects": "DeleteResult",
        "GetBucketAcl": "AccessControlPolicy",
        "GetBucketLocation": "LocationConstraint",
        "GetBucketNotificationConfiguration": "NotificationConfiguration",
        "GetBucketTagging": "Tagging",
        "GetObjectAcl": "AccessControlPolicy",
        "GetObjectTagging": "Tagging",
        "GetBucketVersioning": "VersioningConfiguration",
        "ListBuckets": "ListAllMyBucketsResult",
        "ListMultipartUploads": "ListMultipartUploadsResult",
        "ListObjects": "ListBucketResult",
        "ListObjectsV2": "ListBucketResult",
        "ListObjectVersions": "ListVersionsResult",
        "ListParts": "ListPartsResult",
    }

    def __init__(self, store: Store, lake: Lake, parts: Path) -> None:
        """Serve the lake; `parts` holds unfinished uploads, on the lake's file system."""
        keeper = Keeper(lake, Metadata(store, lake))
        uploads = Uploads(keeper, Parts(store, parts))
        tags, settings = BucketTags(store, keeper), BucketSettings(store, keeper)
        listings = Listings(keeper)
        self.families: tuple[object, ...] = (
            Buckets(store, lake, keeper, uploads.parts, tags, settings),
            tags,
            settings,
            Acls(keeper),
            ObjectTags(keeper),
            Reading(keeper),
            Writing(keeper),
            Copies(keeper),
            Deletions(keeper),
            listings,
            Versions(keeper, listings),
            uploads,
            Progress(uploads),
        )
